package dal.sample.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** Finds a port to serve on. */
public final class Sockets {

    private static final int ATTEMPTS = 20;

    private Sockets() {}

    /**
     * A socket on this machine's loopback address: on the port, or on the next free one above it.
     *
     * @throws BindException if twenty in a row are taken
     */
    public static ServerSocketChannel bind(int port) throws IOException {
        BindException first = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ServerSocketChannel socket = ServerSocketChannel.open();
            try {
                return socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + attempt));
            } catch (BindException e) {
                socket.close();
                first = first == null ? e : first;
            } catch (Throwable e) {
                socket.close();
                throw e;
            }
        }
        BindException none = new BindException(
                "The ports " + port + " to " + (port + ATTEMPTS - 1) + " are taken; name another in PORT");
        none.initCause(first);
        throw none;
    }

    /** Which port it was in the end. */
    public static int port(ServerSocketChannel socket) throws IOException {
        return ((InetSocketAddress) socket.getLocalAddress()).getPort();
    }
}
