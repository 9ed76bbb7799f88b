package dal.benchmarks.distance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Sockets to a server that seems far away, for the driver's {@code socketFactory}. An answer is held back on the thread that waits for it: by a round trip of the
 * network, once for each time the client has sent something. A proxy would do the same with two more threads to wake on each side, which on a small machine is
 * most of what would be measured.
 */
public final class DistantSockets extends SocketFactory {

    private final Distance distance;

    /** @param distance the name of a {@link Distance}, or a round trip as {@link Duration} writes it */
    public DistantSockets(String distance) {
        this.distance = Distance.of(distance);
    }

    /** The parameters of a URL whose connections are so far away. */
    public static String parameters(Duration eachWay) {
        return parameters(eachWay.multipliedBy(2).toString());
    }

    static String parameters(String argument) {
        return "socketFactory=" + DistantSockets.class.getName() + "&socketFactoryArg=" + argument;
    }

    @Override
    public Socket createSocket() {
        return new DistantSocket(distance);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }
}
