package dal.core.pool;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * One attempt to connect, over {@link BlockingSockets}: those take no limit until it has succeeded, and end with it where it has not. So whoever makes it has to limit how long
 * it takes, as the driver's {@code loginTimeout} does. Thread-safe: the driver connects on a thread of its own, and may go on there when nobody waits any more.
 */
final class Dialling implements AutoCloseable {

    /** Those under way. The driver makes its socket factory itself, and hands it nothing but a text. */
    private static final Map<String, Dialling> UNDER_WAY = new ConcurrentHashMap<>();

    /** Of the driver's settings: with any of them its sockets stay as they are. */
    private static final List<String> STAY =
            List.of("socketFactory", "connectTimeout", "loginTimeout", "connectExecutor");

    private static final boolean DRIVER_FINDS_SOCKETS = driverFindsSockets();

    private final String id = UUID.randomUUID().toString();
    private final Lock lock = new ReentrantLock();
    private final long busyPollNanos;
    private final List<BlockingSocket> sockets = new ArrayList<>();
    private boolean over;

    private Dialling(long busyPollNanos) {
        this.busyPollNanos = busyPollNanos;
    }

    /**
     * Begins one with these properties, to which it adds its sockets: unless others are configured, or how long connecting may take, or the driver could not find
     * them.
     *
     * @param properties as the user has them, before limits are added
     * @param busyPoll longest time a reader stays awake for one read; zero for none
     */
    static Dialling begin(Properties properties, Duration busyPoll) {
        Dialling dialling = new Dialling(busyPoll.toNanos());
        if (DRIVER_FINDS_SOCKETS && STAY.stream().noneMatch(properties::containsKey)) {
            properties.setProperty("socketFactory", BlockingSockets.class.getName());
            properties.setProperty("socketFactoryArg", dialling.id);
            UNDER_WAY.put(dialling.id, dialling);
        }
        return dialling;
    }

    /** The driver may live in another class loader, which does not know this library. */
    private static boolean driverFindsSockets() {
        try {
            return Class.forName(BlockingSockets.class.getName(), false, Driver.class.getClassLoader())
                    == BlockingSockets.class;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The one with that id; null if it is over. */
    static @Nullable Dialling of(String id) {
        return UNDER_WAY.get(id);
    }

    /** A socket for it. What the driver connects once it is over, to cancel a statement for one, it limits as it is used to. */
    Socket socket() {
        lock.lock();
        try {
            if (over) {
                return new Socket();
            }
            BlockingSocket socket = new BlockingSocket(busyPollNanos);
            sockets.add(socket);
            return socket;
        } finally {
            lock.unlock();
        }
    }

    /** There is a connection: from now on its socket takes limits. */
    void succeeded() {
        lock.lock();
        try {
            sockets.forEach(BlockingSocket::takeLimits);
            sockets.clear();
        } finally {
            lock.unlock();
        }
    }

    /** It is over. Where it has not succeeded, whatever it has opened is closed, so that a thread of the driver's that nobody waits for any more ends. */
    @Override
    public void close() {
        UNDER_WAY.remove(id);
        lock.lock();
        try {
            over = true;
            for (BlockingSocket socket : sockets) {
                close(socket);
            }
            sockets.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same, and whoever made the attempt knows that it failed.
        }
    }
}
