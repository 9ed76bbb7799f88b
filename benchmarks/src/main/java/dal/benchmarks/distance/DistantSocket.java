package dal.benchmarks.distance;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
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
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                arrive();
                return read;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = in.read(bytes, from, length);
                arrive();
                return read;
            }
        };
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

    private void arrive() throws SocketException {
        if (!asked) {
            return;
        }
        asked = false;
        travel(distance.drawRoundTrip());
    }

    private void travel(long nanos) throws SocketException {
        long arrives = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = arrives - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        if (isClosed()) {
            // What was on its way is lost with the connection.
            throw new SocketException("Connection reset");
        }
    }
}
