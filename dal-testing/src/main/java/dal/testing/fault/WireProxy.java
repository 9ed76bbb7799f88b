package dal.testing.fault;

import dal.testing.cluster.PostgresNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A wire to a server, on the loopback interface, that can be slow, silent or cut, and that counts round trips.
 *
 * <pre>{@code
 * try (WireProxy proxy = WireProxy.to(cluster.primary());
 *         Connection connection = DriverManager.getConnection(proxy.jdbcUrl("shop"), user, password)) {
 *     proxy.reset();
 *     connection.createStatement().execute("select 1");
 *     assertThat(proxy.roundTrips()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>A round trip is a wait of the client: it is counted when the client sends something after the server has handed it
 * the turn, which in PostgreSQL's protocol is the server's "ready for query" (or its request for the data of a COPY, or for
 * an answer to an authentication request). On an encrypted connection the proxy cannot see that, and counts each time the
 * client sends after it has received something. Thread-safe; faults take effect on all connections, old and new.
 */
public final class WireProxy implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;

    private volatile InetSocketAddress target;
    private final ServerSocket listener;
    private final Network network = new Network();
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private WireProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /** A proxy in front of the node, on a port of its own; it survives restarts of the node. */
    public static WireProxy to(PostgresNode node) {
        return to(node.host(), node.port());
    }

    /** A proxy in front of anything that speaks PostgreSQL's protocol. */
    public static WireProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            WireProxy proxy = new WireProxy(new InetSocketAddress(host, port), listener);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("No port for a proxy to " + host + ":" + port, e);
        }
    }

    /** Puts another node behind the address: new connections lead there, those that are open stay where they are; {@link #cut} ends them. */
    public void leadTo(PostgresNode node) {
        target = new InetSocketAddress(node.host(), node.port());
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** For example {@code jdbc:postgresql://127.0.0.1:43210/shop}; without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** The round trips of all connections since the proxy was made or {@link #reset}. */
    public long roundTrips() {
        return network.roundTrips();
    }

    /** Counts from zero again. */
    public void reset() {
        network.resetRoundTrips();
    }

    /**
     * Tells those that log in while true of another process than the one that serves them, as a pooler does; what they ask to be cancelled is somebody else's
     * then. Not on an encrypted connection.
     */
    public void disguiseBackends(boolean on) {
        network.disguise(on);
    }

    /** Makes every byte take so long, each way: a round trip takes twice the delay more. */
    public void delay(Duration eachWay) {
        network.delay(eachWay);
    }

    /**
     * Makes some answers come later still: each one that a client waits for with this probability, logins among them; others
     * overtake it on other connections. Beside {@link #delay}.
     *
     * @param share from 0, which ends it, to 1
     * @param by how much later
     */
    public void lateAnswers(double share, Duration by) {
        network.late(share, by);
    }

    /** Cuts every connection there is with a reset; new ones are let through. */
    public void cut() {
        relays.forEach(Relay::cut);
    }

    /**
     * Ends one connection after so many bytes more, of all connections and both directions: what comes behind them is lost, and both sides see the end of the
     * connection. Once.
     */
    public void cutAfter(long bytes) {
        network.cutAfter(bytes);
    }

    /** Takes {@link #cutAfter} back; false where there is nothing to take back, since a connection was ended. */
    public boolean spare() {
        return network.spared();
    }

    /**
     * Lets nothing through, either way, while true: connections are accepted and stay silent. What was sent meanwhile is
     * kept and arrives afterwards, as it does when a network heals.
     */
    public void blackhole(boolean on) {
        network.hold(on, on);
    }

    /** Holds only what the server says while true: it hears and does everything, and the client does not learn of it. */
    public void holdReplies(boolean on) {
        network.hold(false, on);
    }

    /** Cuts everything and stops listening. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
            threads.shutdownNow();
            threads.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> relay(client));
            } catch (IOException e) {
                // Closed: the loop ends. Anything else concerns a client that is gone already.
            }
        }
    }

    private void relay(Socket client) {
        Socket server = new Socket();
        Relay relay = new Relay(network, client, server, relays::remove);
        relays.add(relay);
        try {
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            relay.start(threads);
        } catch (IOException e) {
            // Nobody listens there: the client is told as it would be without us.
            relays.remove(relay);
            relay.cut();
        }
    }
}
