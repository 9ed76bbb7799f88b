package dal.core.connection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.VisibleBufferedInputStream;

/**
 * What a server answers on one connection, read by somebody who may leave an answer that has not begun to come ({@link LeavableAnswer}). It takes its place between
 * the driver's buffer and its socket, above encryption, the first time an answer of that connection may be left; the driver keeps both in fields of its own, which are
 * reached here, since there is no other way to them. Anything else is read as ever.
 *
 * <p>For one thread at a time, as the driver reads.
 */
final class LeavableInput extends InputStream {

    static final int BUFFER = 8192;
    private static final byte[] NOTHING = {};
    private static final MethodHandle STREAM;
    private static final MethodHandle BUFFERED;
    private static final MethodHandle SET_BUFFERED;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            STREAM = lookup.unreflectGetter(field(QueryExecutorBase.class, "pgStream"))
                    .asType(MethodType.methodType(PGStream.class, QueryExecutor.class));
            Field buffered = field(PGStream.class, "pgInput");
            BUFFERED = lookup.unreflectGetter(buffered);
            SET_BUFFERED = lookup.unreflectSetter(buffered);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of the driver keeps its stream elsewhere", e);
        }
    }

    private final InputStream input;
    private final Socket socket;
    private final MessageFraming framing = new MessageFraming();
    private byte[] before = NOTHING;
    private int next;
    private @Nullable LeavableAnswer awaited;

    LeavableInput(InputStream input, Socket socket) {
        this.input = input;
        this.socket = socket;
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** That of a connection; null if something has come in that the driver has not looked at, so that it cannot take its place now. */
    static @Nullable LeavableInput of(BaseConnection raw) {
        try {
            PGStream stream = (PGStream) STREAM.invokeExact(raw.getQueryExecutor());
            VisibleBufferedInputStream buffered = (VisibleBufferedInputStream) BUFFERED.invokeExact(stream);
            if (buffered.getWrapped() instanceof LeavableInput known) {
                return known;
            }
            if (buffered.available() > 0) {
                return null;
            }
            LeavableInput made = new LeavableInput(buffered.getWrapped(), stream.getSocket());
            SET_BUFFERED.invokeExact(stream, new VisibleBufferedInputStream(made, BUFFER));
            // The buffer has to know of a limit too.
            stream.setNetworkTimeout(stream.getNetworkTimeout());
            return made;
        } catch (IOException e) {
            // Whoever reads next is told.
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on answers may be left. */
    void await(LeavableAnswer answer) {
        framing.begin();
        awaited = answer;
    }

    /** From now on they are read as ever. */
    void done() {
        awaited = null;
    }

    /**
     * Whether the driver has been given no part of an answer that is not whole: if it waits now, it waits for one to begin. Nor has it been told of an error, behind which it only
     * clears up.
     */
    boolean mayBeLeft() {
        return framing.isBetweenAnswers() && !framing.hasToldOfAnError();
    }

    InputStream input() {
        return input;
    }

    Socket socket() {
        return socket;
    }

    /** These bytes are read before whatever comes, behind those that were put there before. */
    void putBefore(byte[] bytes) {
        if (bytes.length > 0) {
            byte[] both = Arrays.copyOfRange(before, next, before.length + bytes.length);
            System.arraycopy(bytes, 0, both, before.length - next, bytes.length);
            before = both;
            next = 0;
        }
    }

    private int known() {
        return before.length - next;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = known() > 0 ? readKnown(into, offset, length) : readOn(into, offset, length);
        framing.passed(into, offset, Math.max(read, 0));
        return read;
    }

    private int readOn(byte[] into, int offset, int length) throws IOException {
        LeavableAnswer answer = awaited;
        return answer == null ? input.read(into, offset, length) : answer.read(into, offset, length);
    }

    /** Reads what was put before what comes. */
    int readKnown(byte[] into, int offset, int length) {
        int handed = Math.min(known(), length);
        System.arraycopy(before, next, into, offset, handed);
        next += handed;
        return handed;
    }

    @Override
    public int available() throws IOException {
        return known() > 0 ? known() : input.available();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
