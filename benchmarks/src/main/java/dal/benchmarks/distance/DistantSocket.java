package dal.benchmarks.distance;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One that holds back the first bytes that come after something was sent. */
final class DistantSocket extends Socket {

    /** Of the message that cancels another session's statement: all there is to its connection. */
    private static final int CANCEL_LENGTH = 16;

    private final Distance distance;
    private final AtomicBoolean silent = new AtomicBoolean(true);
    private volatile boolean asked;

    DistantSocket(Distance distance) {
        this.distance = distance;
    }

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        distance.opened(this);
        super.connect(address, timeout);
        travel(distance.roundTrip());
    }

    @Override
    public void close() throws IOException {
        distance.closed(this);
        super.close();
    }

    /** Ends the connection for both sides. */
    void reset() {
        try {
            setSoLinger(true, 0);
            close();
        } catch (IOException e) {
            // It was closed before, which is all that was wanted.
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Arrivals(super.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int b) throws IOException {
                sends(1);
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                sends(length);
                out.write(bytes, from, length);
            }
        };
    }

    private void sends(int length) {
        asked = true;
        if (silent.get() && silent.getAndSet(false) && length != CANCEL_LENGTH) {
            distance.sessionBegan();
        }
    }

    private void travel(long nanos) throws SocketException {
        waitUntil(System.nanoTime() + nanos);
        if (isClosed()) {
            // What was on its way is lost with the connection.
            throw new SocketException("Connection reset");
        }
    }

    private void waitUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0 && !isClosed(); left = time - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** What the server has sent, and what of that has arrived here. For one thread at a time, within the socket's limit. */
    private final class Arrivals extends FilterInputStream {

        private byte[] onItsWay = {};
        private long arrives;

        Arrivals(InputStream sent) {
            super(sent);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            long began = System.nanoTime();
            if (onItsWay.length == 0) {
                int read = in.read(bytes, from, length);
                if (!asked || read < 0) {
                    return read;
                }
                asked = false;
                long nanos = distance.drawRoundTrip();
                long sent = System.nanoTime();
                if (within(began, sent + nanos)) {
                    travel(nanos);
                    return read;
                }
                onItsWay = Arrays.copyOfRange(bytes, from, from + read);
                arrives = sent + nanos;
            }
            return arrived(began, bytes, from, length);
        }

        /** Whether something that arrives then is read in time by somebody who began to wait then. */
        private boolean within(long began, long arrival) throws SocketException {
            int limit = getSoTimeout();
            return limit == 0 || arrival - began <= TimeUnit.MILLISECONDS.toNanos(limit);
        }

        private int arrived(long began, byte[] bytes, int from, int length) throws IOException {
            if (!within(began, arrives)) {
                travel(began + TimeUnit.MILLISECONDS.toNanos(getSoTimeout()) - System.nanoTime());
                throw new SocketTimeoutException("Nothing has arrived in time");
            }
            travel(arrives - System.nanoTime());
            int read = Math.min(length, onItsWay.length);
            System.arraycopy(onItsWay, 0, bytes, from, read);
            onItsWay = Arrays.copyOfRange(onItsWay, read, onItsWay.length);
            return read;
        }

        @Override
        public int available() throws IOException {
            return onItsWay.length == 0 ? in.available() : arrives - System.nanoTime() > 0 ? 0 : onItsWay.length;
        }
    }
}
