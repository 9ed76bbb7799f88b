package dal.core.pool;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A socket that takes no limit while it is dialled, and stays in blocking mode unless it gets one later ({@link BlockingSockets}). What it reads may be polled for
 * ({@link PolledInput}).
 */
final class BlockingSocket extends Socket {

    private final long busyPollNanos;
    private volatile boolean dialled;
    private volatile int limit;

    /** @param busyPollNanos longest time awake for one read; zero for none */
    BlockingSocket(long busyPollNanos) {
        this.busyPollNanos = busyPollNanos;
    }

    /** From now on it takes limits. */
    void takeLimits() {
        dialled = true;
    }

    @Override
    public void connect(SocketAddress address, int milliseconds) throws IOException {
        super.connect(address, 0);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream input = super.getInputStream();
        return busyPollNanos == 0
                ? input
                : new PolledInput(input, busyPollNanos, BusyPolling.OF_PROCESS, System::nanoTime);
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        limit = milliseconds;
        if (dialled) {
            super.setSoTimeout(milliseconds);
        }
    }

    @Override
    public int getSoTimeout() {
        return limit;
    }
}
