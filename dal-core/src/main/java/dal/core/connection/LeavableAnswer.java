package dal.core.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
 * What the server answers one execution of the driver's, whose reader may leave it while it waits for an answer to begin: it is told then that its statement was cancelled and no
 * transaction is open, as a server would say it, and its connection is not to be used until the rest has come, which is read to its end and dropped. An execution may be
 * several round trips, since the driver puts a Sync between the parts of a text where it fears a deadlock: whoever has left one is told of each that follows that it is over.
 *
 * <p>A driver's call cannot be left in another way, short of closing its socket. Nor does it cost anything to speak of before the answer is late: the reader waits by itself, with a limit;
 * only then another thread reads for it. An answer that has begun to come is waited for.
 */
final class LeavableAnswer {

    /** Hears what becomes of it. */
    interface Reader {

        /** Nothing has come in time. On the reader's own thread, which goes on waiting. */
        void late();

        /**
         * It was left, and all that was asked has been answered: called once, on another thread, after {@link #end()}, and only if it was left.
         *
         * @param idle whether its session has no transaction open
         * @param failure why the rest of it could not be read, so that the connection cannot be used; null if it was
         */
        void through(boolean idle, @Nullable Throwable failure);
    }

    private static final int NOT_IN_TIME = -2;

    private static final long NOT_YET = -1;

    private final LeavableInput stream;
    private final long begun = System.nanoTime();
    private final long patience;
    private final Executor others;
    private final Reader reader;
    private @Nullable Late late;

    /** How long the latest answer took to begin, or to be left: one execution may be several round trips. */
    private long took = NOT_YET;

    /**
     * Has what is answered on that connection from now on awaited so.
     *
     * @param patience until it is late, in nanoseconds
     * @param others runs what reads in the reader's place, on another thread
     */
    LeavableAnswer(LeavableInput stream, long patience, Executor others, Reader reader) {
        this.stream = stream;
        this.patience = patience;
        this.others = others;
        this.reader = reader;
        stream.await(this);
    }

    /**
     * The execution is over: what comes on that connection from now on is another's.
     *
     * @return whether it was left
     */
    boolean end() {
        stream.done();
        Late waiting = late;
        return waiting != null && waiting.end();
    }

    /** How long it took to begin, or until it was left, in nanoseconds: of several round trips all up to the latest answer's. Negative if neither has come to pass. */
    long took() {
        return took;
    }

    private long age() {
        return System.nanoTime() - begun;
    }

    /** Has the reader leave if it waits for an answer to begin, or as soon as it does. On any thread, after {@link Reader#late()}. */
    void leave() {
        Late waiting = late;
        if (waiting != null) {
            waiting.leave();
        }
    }

    int read(byte[] into, int offset, int length) throws IOException {
        Late waiting = late;
        if (waiting != null && waiting.isLeftOnceMore()) {
            stream.putBefore(BackendMessages.ready());
            return stream.readKnown(into, offset, length);
        }
        if (!stream.mayBeLeft()) {
            return stream.input().read(into, offset, length);
        }
        if (waiting == null) {
            int read = readInTime(into, offset, length);
            if (read != NOT_IN_TIME) {
                begins(read);
                return read;
            }
            waiting = new Late();
            late = waiting;
            start(reader::late);
        }
        stream.putBefore(waiting.next());
        int read = stream.readKnown(into, offset, length);
        begins(read);
        return read;
    }

    /** Unless its server has closed the connection. */
    private void begins(int read) {
        if (read > 0) {
            took = age();
        }
    }

    private int readInTime(byte[] into, int offset, int length) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(patience - age() + TimeUnit.MILLISECONDS.toNanos(1) - 1);
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

    /** Whatever it throws, the answer is on its way, and the driver closes a connection only for an exception of its stream's. */
    private static void start(Runnable thread) throws IOException {
        try {
            thread.run();
        } catch (RuntimeException | Error e) {
            throw new IOException("The answer could not be awaited", e);
        }
    }

    /** An answer that another thread reads. */
    private final class Late {

        private final Lock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private byte @Nullable [] came;
        private @Nullable IOException failure;

        /** How many answers the reader has been told of that it does not wait for. */
        private int left;

        private boolean leaving;
        private boolean ended;

        void leave() {
            lock.lock();
            try {
                leaving = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean end() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
                return left > 0;
            } finally {
                lock.unlock();
            }
        }

        /** What is to be read next: how an answer begins, or what one is told who leaves. */
        byte[] next() throws IOException {
            start(() -> others.execute(this::pump));
            lock.lock();
            try {
                while (came == null && failure == null && !leaving) {
                    changed.awaitUninterruptibly();
                }
                byte[] begins = came;
                came = null;
                if (failure != null) {
                    throw failure;
                }
                if (begins == null) {
                    left = 1;
                    changed.signalAll();
                    return BackendMessages.cancelled();
                }
                return begins;
            } finally {
                lock.unlock();
            }
        }

        /** Whether the reader has left, and now leaves another answer. */
        boolean isLeftOnceMore() {
            lock.lock();
            try {
                if (left == 0) {
                    return false;
                }
                left++;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** Reads in the reader's place: how an answer begins, or, where the reader has left, all that is still to come. */
        private void pump() {
            byte[] bytes = {};
            IOException thrown = null;
            try {
                bytes = beginning();
            } catch (IOException e) {
                thrown = e;
            } catch (RuntimeException | Error e) {
                thrown = new IOException("Reading an answer failed", e);
            }
            if (!hands(bytes, thrown)) {
                drop(bytes, thrown);
            }
        }

        private byte[] beginning() throws IOException {
            byte[] bytes = new byte[LeavableInput.BUFFER];
            int count = stream.input().read(bytes);
            if (count < 0) {
                throw new EOFException("The server closed the connection");
            }
            return Arrays.copyOf(bytes, count);
        }

        /** False if nobody waits for it. */
        private boolean hands(byte[] bytes, @Nullable IOException thrown) {
            lock.lock();
            try {
                if (leaving) {
                    return false;
                }
                came = thrown == null ? bytes : null;
                failure = thrown;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void drop(byte[] begins, @Nullable IOException thrown) {
            Throwable why = thrown;
            boolean idle = false;
            try {
                idle = why == null && dropped(new ByteArrayInputStream(begins));
            } catch (IOException | RuntimeException | Error e) {
                why = e;
            }
            awaitEnd();
            reader.through(idle, why);
        }

        /** Drops as many answers as the reader has left. */
        private boolean dropped(ByteArrayInputStream begins) throws IOException {
            InputStream answers = new SequenceInputStream(begins, stream.input());
            ByteArrayOutputStream others = new ByteArrayOutputStream();
            boolean idle;
            int count = 0;
            do {
                idle = BackendMessages.skipAnswer(answers, others);
                count++;
            } while (isLeftBeyond(count));
            stream.putBefore(others.toByteArray());
            stream.putBefore(begins.readAllBytes());
            return idle;
        }

        /** Once the reader is off the stream, or has left more answers than that: whether it has. */
        private boolean isLeftBeyond(int count) {
            lock.lock();
            try {
                while (!ended && left <= count) {
                    changed.awaitUninterruptibly();
                }
                return left > count;
            } finally {
                lock.unlock();
            }
        }

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
    }
}
