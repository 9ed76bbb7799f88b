package dal.benchmarks.distance;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One that holds back the first bytes that come after something was sent. */
final class DistantSocket extends Socket {

    private final long roundTrip;
    private volatile boolean asked;

    DistantSocket(Duration roundTrip) {
        this.roundTrip = roundTrip.toNanos();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                travel();
                return read;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = in.read(bytes, from, length);
                travel();
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int b) throws IOException {
                asked = true;
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                asked = true;
                out.write(bytes, from, length);
            }
        };
    }

    private void travel() {
        if (!asked) {
            return;
        }
        asked = false;
        long arrives = System.nanoTime() + roundTrip;
        for (long left = roundTrip; left > 0; left = arrives - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }
}
