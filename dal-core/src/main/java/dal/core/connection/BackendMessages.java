package dal.core.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The little of PostgreSQL's protocol that leaving an answer takes (PostgreSQL documentation, "Message Formats"): each message is a letter, its length and its body. */
final class BackendMessages {

    private static final char ERROR_RESPONSE = 'E';
    private static final char READY_FOR_QUERY = 'Z';
    private static final char PARAMETER_STATUS = 'S';
    private static final char NOTIFICATION = 'A';

    /** Of {@link #READY_FOR_QUERY}: no transaction is open. */
    private static final char IDLE = 'I';

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    private static final byte[] CANCELLED_AND_READY = cancelledAndReady();

    private BackendMessages() {}

    /** An answer that says that the statement was cancelled, and that no transaction is open. */
    static byte[] cancelled() {
        return CANCELLED_AND_READY.clone();
    }

    private static byte[] cancelledAndReady() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream messages = new DataOutputStream(bytes)) {
            String fields = "SERROR\0VERROR\0C" + CANCELLED + "\0Mcanceled, since another server has answered\0\0";
            messages.writeByte(ERROR_RESPONSE);
            messages.writeInt(Integer.BYTES + fields.length());
            messages.write(fields.getBytes(StandardCharsets.US_ASCII));
            messages.writeByte(READY_FOR_QUERY);
            messages.writeInt(Integer.BYTES + 1);
            messages.writeByte(IDLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an answer to its end.
     *
     * @return what came with it and is not part of it: changes of the session's parameters, and notifications
     * @throws IOException if it has left a transaction open, too
     */
    static byte[] skipAnswer(InputStream answer) throws IOException {
        DataInputStream messages = new DataInputStream(answer);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        DataOutputStream others = new DataOutputStream(kept);
        while (true) {
            int type = messages.readUnsignedByte();
            int length = messages.readInt();
            switch (type) {
                case READY_FOR_QUERY -> {
                    if (messages.readUnsignedByte() != IDLE) {
                        throw new IOException("The statement that was left has left a transaction open");
                    }
                    return kept.toByteArray();
                }
                case PARAMETER_STATUS, NOTIFICATION -> {
                    others.writeByte(type);
                    others.writeInt(length);
                    others.write(messages.readNBytes(length - Integer.BYTES));
                }
                default -> messages.skipNBytes(length - Integer.BYTES);
            }
        }
    }
}
