package dal.benchmarks.distance;

import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The network between one client and its servers: how far it is, which of its answers come late, whether it is cut, and how many connections were made over it.
 * Thread-safe. It is known by its name from when it is made until it is closed, since a driver's URL can name it and no more.
 */
public final class Distance implements AutoCloseable {

    private static final Map<String, Distance> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final long roundTrip;
    private final Set<DistantSocket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder connections = new LongAdder();
    private volatile double lateShare;
    private volatile long latest;
    private volatile boolean cut;

    private Distance(String name, Duration roundTrip) {
        this.name = name;
        this.roundTrip = roundTrip.toNanos();
    }

    /**
     * Makes one.
     *
     * @param name differs from those of others that are not closed
     */
    public static Distance named(String name, Duration eachWay) {
        Distance distance = new Distance(name, eachWay.multipliedBy(2));
        if (KNOWN.putIfAbsent(name, distance) != null) {
            throw new IllegalStateException("There is a network called " + name);
        }
        return distance;
    }

    /** What a socket factory's argument stands for: a network's name, or a round trip of one that nobody else looks at. */
    static Distance of(String argument) {
        Distance known = KNOWN.get(argument);
        return known != null ? known : new Distance(argument, Duration.parse(argument));
    }

    /** The parameters of a URL whose connections go over this network. */
    public String parameters() {
        return DistantSockets.parameters(name);
    }

    /** Makes that share of the answers come later still, by anything up to so long; others overtake them on other connections. */
    public void late(double share, Duration upTo) {
        latest = upTo.toNanos();
        lateShare = share;
    }

    /** While true nobody connects; what is connected then is cut with a reset. */
    public void cut(boolean on) {
        cut = on;
        if (on) {
            open.forEach(DistantSocket::reset);
        }
    }

    /** How many connections were made that a server was asked for a session on; not those that cancel a statement. */
    public long connections() {
        return connections.sum();
    }

    @Override
    public void close() {
        KNOWN.remove(name);
    }

    // --- what its sockets ask of it ---

    void opened(DistantSocket socket) throws SocketException {
        open.add(socket);
        if (cut) {
            open.remove(socket);
            throw new SocketException("The network is cut");
        }
    }

    void closed(DistantSocket socket) {
        open.remove(socket);
    }

    void sessionBegan() {
        connections.increment();
    }

    long roundTrip() {
        return roundTrip;
    }

    /** How long the next answer takes from the server, in nanoseconds, and the request to it. */
    long drawRoundTrip() {
        double share = lateShare;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return share > 0 && random.nextDouble() < share ? roundTrip + random.nextLong(latest + 1) : roundTrip;
    }
}
