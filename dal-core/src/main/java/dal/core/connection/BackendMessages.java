package dal.core.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The little of PostgreSQL's protocol that leaving an answer takes (PostgreSQL documentation, "Message Formats"). */
final class BackendMessages {

    private static final char ERROR_RESPONSE = 'E';
    private static final char NOTICE_RESPONSE = 'N';
    private static final char READY_FOR_QUERY = 'Z';
    private static final char PARAMETER_STATUS = 'S';
    private static final char NOTIFICATION_RESPONSE = 'A';

    /** Of a ReadyForQuery: no transaction is open. */
    private static final char IDLE = 'I';

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    private static final byte[] READY = made(BackendMessages::writeReady);
    private static final byte[] CANCELLED_AND_READY = made(messages -> {
        String fields = "SERROR\0VERROR\0C" + CANCELLED + "\0Mcanceled, since another server has answered\0\0";
        messages.writeByte(ERROR_RESPONSE);
        messages.writeInt(Integer.BYTES + fields.length());
        messages.write(fields.getBytes(StandardCharsets.US_ASCII));
        writeReady(messages);
    });

    private BackendMessages() {}

    /** Something that may fail as streams do. */
    @FunctionalInterface
    private interface Writing {
        void to(DataOutputStream messages) throws IOException;
    }

    private static byte[] made(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeReady(DataOutputStream messages) throws IOException {
        messages.writeByte(READY_FOR_QUERY);
        messages.writeInt(Integer.BYTES + 1);
        messages.writeByte(IDLE);
    }

    /** An answer that says that the statement was cancelled, and that no transaction is open. */
    static byte[] cancelled() {
        return CANCELLED_AND_READY.clone();
    }

    /** An answer that says nothing but that no transaction is open. */
    static byte[] ready() {
        return READY.clone();
    }

    /** Whether a message of that type belongs to an answer; else it may come at any time. */
    static boolean isOfAnAnswer(int type) {
        return type != PARAMETER_STATUS && type != NOTIFICATION_RESPONSE && type != NOTICE_RESPONSE;
    }

    static boolean isError(int type) {
        return type == ERROR_RESPONSE;
    }

    static boolean endsAnswer(int type) {
        return type == READY_FOR_QUERY;
    }

    /**
     * Reads an answer to its end.
     *
     * @param others is given what comes with it and is not part of it: changes of the session's parameters, and notifications
     * @return whether no transaction is open behind it
     */
    static boolean skipAnswer(InputStream answer, OutputStream others) throws IOException {
        DataInputStream messages = new DataInputStream(answer);
        DataOutputStream kept = new DataOutputStream(others);
        while (true) {
            int type = messages.readUnsignedByte();
            int length = messages.readInt();
            switch (type) {
                case READY_FOR_QUERY -> {
                    return messages.readUnsignedByte() == IDLE;
                }
                case PARAMETER_STATUS, NOTIFICATION_RESPONSE -> {
                    kept.writeByte(type);
                    kept.writeInt(length);
                    kept.write(messages.readNBytes(length - Integer.BYTES));
                }
                default -> messages.skipNBytes(length - Integer.BYTES);
            }
        }
    }
}
