package dal.core.connection;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One answer, whose reader may leave it as long as none of it has come: one who left is told that its statement was cancelled and no transaction is open, as a server would say it, and its
 * connection is not to be used until the rest has come, which is read to its end and dropped.
 *
 * <p>A driver's call cannot be left in another way, short of closing its socket. Nor does it cost anything to speak of before the answer is late: the reader waits by itself, with a limit;
 * only then another thread reads for it. Where the answer has begun to come it is waited for.
 */
final class LeavableAnswer {

    /** Hears what becomes of it. */
    interface Reader {

        /** Nothing of it has come in time. On the reader's own thread, which goes on waiting. */
        void late();

        /**
         * It was left, and has come to its end: called once, on another thread, and only if it was left.
         *
         * @param clean whether its connection is as it was before
         */
        void through(boolean clean);
    }

    private static final int NOT_IN_TIME = -2;

    private final LeavableInput stream;
    private final long lateAt;
    private final Executor others;
    private final Reader reader;
    private boolean begun;
    private @Nullable Late late;

    /**
     * Has the next answer of that connection awaited so.
     *
     * @param patience until it is late, in nanoseconds
     * @param others runs what reads in the reader's place, on another thread
     */
    LeavableAnswer(LeavableInput stream, long patience, Executor others, Reader reader) {
        this.stream = stream;
        this.lateAt = System.nanoTime() + patience;
        this.others = others;
        this.reader = reader;
        stream.await(this);
    }

    /** Its reader has what it wanted, or has failed: what comes on that connection from now on is not this answer. */
    void end() {
        stream.done();
        Late waiting = late;
        if (waiting != null) {
            waiting.end();
        }
    }

    /**
     * Has the reader leave. On any thread, after {@link Reader#late()}.
     *
     * @return false if the answer has begun to come
     */
    boolean leave() {
        Late waiting = late;
        return waiting != null && waiting.leave();
    }

    int read(byte[] into, int offset, int length) throws IOException {
        if (!begun && late == null) {
            int read = readInTime(into, offset, length);
            if (read != NOT_IN_TIME) {
                begun = true;
                return read;
            }
            late = new Late();
            others.execute(late::pump);
            reader.late();
        }
        Late waiting = late;
        if (!begun && waiting != null) {
            begun = true;
            stream.putBefore(waiting.take());
            return stream.read(into, offset, length);
        }
        return stream.input().read(into, offset, length);
    }

    private int readInTime(byte[] into, int offset, int length) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(lateAt - System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        if (left <= 0) {
            return NOT_IN_TIME;
        }
        Socket socket = stream.socket();
        int usual = socket.getSoTimeout();
        if (usual > 0 && usual <= left) {
            return stream.input().read(into, offset, length);
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        try {
            return stream.input().read(into, offset, length);
        } catch (SocketTimeoutException e) {
            return NOT_IN_TIME;
        } finally {
            socket.setSoTimeout(usual);
        }
    }

    /** An answer that another thread reads. */
    private final class Late {

        private final Lock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private byte @Nullable [] came;
        private @Nullable IOException failure;
        private boolean left;
        private boolean ended;

        void end() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Until the reader is off the stream, where it is told that it left. */
        private void awaitEnd() {
            lock.lock();
            try {
                while (!ended) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        boolean leave() {
            lock.lock();
            try {
                if (came == null && failure == null) {
                    left = true;
                    changed.signalAll();
                }
                return left;
            } finally {
                lock.unlock();
            }
        }

        /** What is to be read first: the answer's beginning, or what one is told who left. */
        byte[] take() throws IOException {
            lock.lock();
            try {
                while (came == null && failure == null && !left) {
                    changed.awaitUninterruptibly();
                }
                if (failure != null) {
                    throw failure;
                }
                return came == null ? BackendMessages.cancelled() : came;
            } finally {
                lock.unlock();
            }
        }

        /** Reads in the reader's place: the answer's beginning, and all of it where the reader has left. */
        void pump() {
            byte[] bytes = new byte[LeavableInput.BUFFER];
            int count = 0;
            IOException thrown = null;
            try {
                count = stream.input().read(bytes);
            } catch (IOException e) {
                thrown = e;
            } catch (RuntimeException | Error e) {
                thrown = new IOException("Reading an answer failed", e);
            }
            if (count < 0) {
                thrown = new EOFException("The server closed the connection");
            }
            if (!hands(Arrays.copyOf(bytes, Math.max(count, 0)), thrown)) {
                boolean clean = thrown == null && dropped(new ByteArrayInputStream(bytes, 0, count));
                reader.through(clean);
            }
        }

        /** False if nobody waits for it. */
        private boolean hands(byte[] bytes, @Nullable IOException thrown) {
            lock.lock();
            try {
                if (!left) {
                    came = thrown == null ? bytes : null;
                    failure = thrown;
                    changed.signalAll();
                }
                return !left;
            } finally {
                lock.unlock();
            }
        }

        /** Drops the rest of it. False if the connection cannot be used afterwards. */
        private boolean dropped(ByteArrayInputStream beginning) {
            try {
                byte[] others = BackendMessages.skipAnswer(new SequenceInputStream(beginning, stream.input()));
                awaitEnd();
                stream.putBefore(others);
                stream.putBefore(beginning.readAllBytes());
                return true;
            } catch (IOException | RuntimeException e) {
                return false;
            }
        }
    }
}
