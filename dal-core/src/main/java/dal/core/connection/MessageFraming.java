package dal.core.connection;

/**
 * Where the driver stands in what a server sends: told all that it is given. Each message is a letter, its length with itself, and its body (PostgreSQL documentation, "Message
 * Formats"); an answer ends with a ReadyForQuery. Not thread-safe.
 */
final class MessageFraming {

    private static final int HEADER = 1 + Integer.BYTES;

    private int header;
    private int type;
    private int length;
    private int body;
    private boolean answering;
    private boolean error;

    /** The driver is given these bytes. */
    void passed(byte[] bytes, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end) {
            if (body > 0) {
                int skipped = Math.min(body, end - at);
                body -= skipped;
                at += skipped;
            } else {
                header(Byte.toUnsignedInt(bytes[at]));
                at++;
            }
        }
    }

    private void header(int next) {
        if (header == 0) {
            type = next;
            length = 0;
        } else {
            length = length << Byte.SIZE | next;
        }
        header++;
        if (header == HEADER) {
            header = 0;
            body = length - Integer.BYTES;
            answering = BackendMessages.isOfAnAnswer(type) ? !BackendMessages.endsAnswer(type) : answering;
            error |= BackendMessages.isError(type);
        }
    }

    /** Begins something new. */
    void begin() {
        error = false;
    }

    /** Whether it has been told of an error since that began. */
    boolean hasToldOfAnError() {
        return error;
    }

    /** Whether it has been given whole messages only, and nothing of an answer that has not ended. */
    boolean isBetweenAnswers() {
        return header == 0 && body == 0 && !answering;
    }
}
