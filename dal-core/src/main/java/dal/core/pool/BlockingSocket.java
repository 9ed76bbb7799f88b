package dal.core.pool;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/** A socket that takes no limit while it is dialled, and stays in blocking mode unless it gets one later ({@link BlockingSockets}). */
final class BlockingSocket extends Socket {

    private volatile boolean dialled;
    private volatile int limit;

    /** From now on it takes limits. */
    void takeLimits() {
        dialled = true;
    }

    @Override
    public void connect(SocketAddress address, int milliseconds) throws IOException {
        super.connect(address, 0);
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
