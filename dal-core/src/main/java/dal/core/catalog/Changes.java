package dal.core.catalog;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.NodeConnector;
import dal.spi.NodeState;
import dal.spi.Registration;
import dal.spi.Topology;
import dal.spi.TopologySnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for changes on a connection of its own to whichever node is the primary, and on a thread of its own. Whenever it begins to listen it says that
 * something changed, since nobody told it before. Through a pooler in transaction mode nobody can listen: then it says so once, and tells of nothing.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private static final Duration SERVER_LIMIT = Duration.ofSeconds(5);

    /** How long it hears nothing before it asks whether the server is still there. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final int MOST_DOUBLINGS = 10;

    private final ClusterName cluster;
    private final String channel;
    private final NodeConnector connector;
    private final Topology topology;
    private final Predicate<NodeName> pooled;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition observed = lock.newCondition();
    private final Thread thread;
    private @Nullable Registration registration;
    private volatile boolean stopping;
    private volatile @Nullable Listening listening;
    private boolean news;
    private boolean toldOfPooler;

    /**
     * Does nothing until {@link #start()}.
     *
     * @param pooled whether a pooler in transaction mode stands in front of a node
     * @param changed is told of each change, on this thread
     */
    Changes(
            ClusterName cluster,
            String channel,
            NodeConnector connector,
            Topology topology,
            Predicate<NodeName> pooled,
            Runnable changed) {
        this.cluster = cluster;
        this.channel = channel;
        this.connector = connector;
        this.topology = topology;
        this.pooled = pooled;
        this.changed = changed;
        this.thread = Thread.ofPlatform().daemon().name("dal-catalog-changes").unstarted(this::run);
    }

    void start() {
        registration = topology.onChange(this::follow);
        thread.start();
    }

    /** Tells it to stop, and waits. */
    void stop(Duration limit) throws InterruptedException {
        stopping = true;
        if (registration != null) {
            registration.close();
        }
        wake();
        Listening open = listening;
        if (open != null) {
            open.abort();
        }
        if (thread.isAlive()) {
            var unused = thread.join(limit);
        }
    }

    /** On the observer's thread: the node may have lost its role while its connection says nothing. */
    private void follow(TopologySnapshot snapshot) {
        if (!snapshot.cluster().equals(cluster)) {
            return;
        }
        wake();
        Listening open = listening;
        if (open != null && !open.node.equals(primary(snapshot))) {
            Thread.ofVirtual().name("dal-catalog-abort").start(open::abort);
        }
    }

    private void wake() {
        lock.lock();
        try {
            news = true;
            observed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            NodeName primary = primary(topology.current(cluster));
            if (primary == null) {
                pause(LONGEST_PAUSE.toNanos());
            } else if (pooled.test(primary)) {
                tellOfPooler(primary);
                pause(LONGEST_PAUSE.toNanos());
            } else {
                Listening now = new Listening(primary);
                try {
                    now.listen();
                    failures = 0;
                } catch (SQLException | RuntimeException | Error e) {
                    failures = now.heard ? 1 : failures + 1;
                    if (failures == 1 && !stopping && primary.equals(primary(topology.current(cluster)))) {
                        LOG.atWarn()
                                .setCause(e)
                                .addKeyValue("node", primary)
                                .log("changes of the tenant catalog are not heard; it is read at its refresh alone");
                    }
                    pause(Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE << Math.min(failures - 1, MOST_DOUBLINGS)));
                } finally {
                    listening = null;
                }
            }
        }
    }

    private static @Nullable NodeName primary(TopologySnapshot snapshot) {
        NodeName found = null;
        for (NodeState node : snapshot.nodes()) {
            if (node.role() == Role.PRIMARY) {
                found = node.node();
            }
        }
        return found;
    }

    private void tellOfPooler(NodeName node) {
        if (!toldOfPooler) {
            toldOfPooler = true;
            LOG.atWarn()
                    .addKeyValue("node", node)
                    .log("a pooler in transaction mode hands on no notifications: the tenant catalog is read at its"
                            + " refresh alone");
        }
    }

    /** Waits, at most so long and somewhat less, until something is observed of the cluster. */
    private void pause(long nanos) {
        long left = (long) (nanos * ThreadLocalRandom.current().nextDouble(0.5, 1));
        lock.lock();
        try {
            while (!news && !stopping && left > 0) {
                left = observed.awaitNanos(left);
            }
            news = false;
        } catch (InterruptedException e) {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    /** One connection that listens. */
    private final class Listening {

        private final NodeName node;
        private volatile @Nullable Connection connection;
        private boolean heard;

        Listening(NodeName node) {
            this.node = node;
        }

        /** Returns when the node is not the primary any more, when a pooler was found in front of it, or when this is to stop. */
        void listen() throws SQLException {
            listening = this;
            try (Connection open = connector.open(cluster, node, "catalog", SERVER_LIMIT);
                    Statement statement = open.createStatement()) {
                connection = open;
                statement.execute("listen \"" + channel + "\"");
                heard = true;
                changed.run();
                PGConnection server = open.unwrap(PGConnection.class);
                while (!stopping && !pooled.test(node) && node.equals(primary(topology.current(cluster)))) {
                    PGNotification[] notifications = server.getNotifications((int) QUIET.toMillis());
                    if (notifications != null && notifications.length > 0) {
                        changed.run();
                    } else {
                        // A connection that was cut says nothing either.
                        statement.execute("select 1");
                    }
                }
            }
        }

        void abort() {
            Connection open = connection;
            if (open != null) {
                try {
                    open.abort(Runnable::run);
                } catch (SQLException e) {
                    // Its thread closes it, at the latest when it asks whether the server is there.
                    LOG.atDebug().addKeyValue("sqlState", e.getSQLState()).log("abort failed");
                }
            }
        }
    }
}
