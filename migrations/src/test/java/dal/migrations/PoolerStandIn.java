package dal.migrations;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a client sees of a pooler: every message is passed on, but the process that the protocol names at login is made up. Without TLS. */
final class PoolerStandIn implements AutoCloseable {

    private static final int BACKEND_KEY_DATA = 'K';

    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PoolerStandIn(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                threads.execute(() -> pass(client, server, false));
                threads.execute(() -> pass(server, client, true));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private static void pass(Socket from, Socket to, boolean changing) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            for (boolean login = changing; login; ) {
                int type = in.readUnsignedByte();
                int length = in.readInt();
                byte[] content = in.readNBytes(length - Integer.BYTES);
                login = type != BACKEND_KEY_DATA;
                if (!login) {
                    content[Integer.BYTES - 1] ^= 1;
                }
                out.writeByte(type);
                out.writeInt(length);
                out.write(content);
                out.flush();
            }
            in.transferTo(out);
        } catch (IOException e) {
            // One side has gone, and so does the other.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
