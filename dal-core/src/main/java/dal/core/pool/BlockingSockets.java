package dal.core.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets whose reads wait in the read itself. A socket of Java's that was ever given a limit, for connecting or for one read, is in non-blocking mode from then on: each answer takes
 * three calls of the operating system, to find nothing there, to wait, and to read it (sun.nio.ch.NioSocketImpl). The driver limits connecting, so all of its sockets
 * end up there. Public for the driver, which makes it.
 */
public final class BlockingSockets extends SocketFactory {

    private final Dialling dialling;

    /** @param id of the attempt to connect */
    public BlockingSockets(String id) {
        Dialling underWay = Dialling.of(id);
        if (underWay == null) {
            throw new IllegalStateException("The attempt to connect was given up");
        }
        dialling = underWay;
    }

    @Override
    public Socket createSocket() {
        return dialling.socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    private Socket connected(InetSocketAddress address, @Nullable InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        try {
            socket.bind(from);
            socket.connect(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
