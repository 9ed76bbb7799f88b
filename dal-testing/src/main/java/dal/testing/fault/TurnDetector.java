package dal.testing.fault;

/**
 * Follows what a server sends and tells when it hands the turn to the client: ready for the next query, waiting for the
 * data of a COPY, asking for an answer to an authentication request. Chunks do not tell: a server that is sent a long
 * text answers its first parts while the client is still sending the last ones, and the client waits for none of them.
 *
 * <p>Reads PostgreSQL's protocol 3: each message is a type byte and a length that counts itself. Before the first message
 * there may be single bytes that answer a request for encryption; once encryption was agreed nothing can be read, and
 * every chunk counts as the end of a turn. On the way it tells where the server names its process. Not thread-safe.
 */
final class TurnDetector {
    private static final int HEADER = 5;
    private static final int AUTHENTICATION_HEADER = 9;
    private static final int PROCESS_ID = 4;
    private static final int NOWHERE = -1;
    private static final int AUTHENTICATION_OK = 0;
    private static final int AUTHENTICATION_SASL_FINAL = 12;

    private final byte[] header = new byte[AUTHENTICATION_HEADER];
    private int headerBytes;
    private long remaining;
    private int processBytes;
    private int processAt = NOWHERE;
    private boolean begun;
    private boolean opaque;

    /** Whether the server handed over the turn within these bytes. */
    boolean feed(byte[] bytes, int length) {
        boolean turned = opaque;
        processAt = NOWHERE;
        int at = 0;
        while (at < length && !opaque) {
            if (!begun && isEncryptionAnswer(bytes, length)) {
                opaque = bytes[0] != 'N';
                return true;
            }
            begun = true;
            if (processBytes > 0) {
                processBytes--;
                remaining--;
                processAt = processBytes == 0 ? at : NOWHERE;
                at++;
                continue;
            }
            if (remaining > 0) {
                long skipped = Math.min(remaining, length - at);
                remaining -= skipped;
                at += (int) skipped;
                continue;
            }
            header[headerBytes++] = bytes[at++];
            if (headerBytes == headerLength()) {
                remaining = intAt(1) + 1L - headerBytes;
                turned |= handsOver();
                processBytes = header[0] == 'K' ? PROCESS_ID : 0;
                headerBytes = 0;
            }
        }
        return turned;
    }

    /** Where in the bytes fed last the lowest byte of the number stands by which the server names its process; negative if it is not in them. */
    int processAt() {
        return processAt;
    }

    /** 'S' or 'G', yes, and 'N', no, stand alone; a message that begins with one of them is longer. */
    private static boolean isEncryptionAnswer(byte[] bytes, int length) {
        return length == 1 && (bytes[0] == 'S' || bytes[0] == 'G' || bytes[0] == 'N');
    }

    private int headerLength() {
        return header[0] == 'R' ? AUTHENTICATION_HEADER : HEADER;
    }

    private boolean handsOver() {
        return switch (header[0]) {
            case 'Z', 'G', 'W' -> true;
            case 'R' -> intAt(HEADER) != AUTHENTICATION_OK && intAt(HEADER) != AUTHENTICATION_SASL_FINAL;
            default -> false;
        };
    }

    private int intAt(int index) {
        return (header[index] & 0xff) << 24
                | (header[index + 1] & 0xff) << 16
                | (header[index + 2] & 0xff) << 8
                | (header[index + 3] & 0xff);
    }
}
