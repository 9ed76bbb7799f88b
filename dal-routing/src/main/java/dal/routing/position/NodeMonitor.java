package dal.routing.position;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.MonitorConfig;
import dal.spi.NodeConnector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one node what it is, again and again, on a connection and a thread of its own: a node that accepts and never answers delays the observation of no other.
 * A platform thread, because a virtual one would wait for its turn behind the application's.
 *
 * <p>A sample that is not answered within the timeout is waited for half as long again, over the same connection: a node with more to do than it can would answer a
 * new one later still. Meanwhile the node stays what it was, and routing prefers others. Then, and as soon as its connection breaks, it is lost.
 *
 * <p>After a failure the node counts as lost at once and a new connection is tried after one interval, then every two, so that a node that returns is seen
 * again soon. While somebody waits for news, both happen as often as the {@link Pace} says. Connecting is limited by the configured timeout.
 */
public final class NodeMonitor {

    /** Hears of every observation, on the monitor's thread. */
    public interface Listener {

        void observed(Sample sample);

        /** The node did not answer, or its connection broke: nothing that was observed before holds any longer. */
        void lost(Throwable cause);
    }

    private final ClusterName cluster;
    private final NodeName node;
    private final NodeConnector connector;
    private final MonitorConfig config;
    private final LongSupplier clock;
    private final Pace pace;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean asked;
    private volatile @Nullable Connection connection;

    /**
     * Does nothing until {@link #start()}.
     *
     * @param clock nanoseconds, as {@link System#nanoTime()} counts them
     * @param pace the same for all nodes of a cluster
     */
    public NodeMonitor(
            ClusterName cluster,
            NodeName node,
            NodeConnector connector,
            MonitorConfig config,
            LongSupplier clock,
            Pace pace,
            Listener listener) {
        this.cluster = cluster;
        this.node = node;
        this.connector = connector;
        this.config = config;
        this.clock = clock;
        this.pace = pace;
        this.listener = listener;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("dal-monitor-" + cluster + "-" + node)
                .unstarted(this::run);
    }

    /** Starts observing. Called once. */
    public void start() {
        thread.start();
    }

    /** Has it ask as soon as it can: an observation begins after this call, or has failed after it. */
    public void ask() {
        asked = true;
        pace.wake();
    }

    /** Tells it to stop, and breaks a wait for the server; does not wait itself. */
    public void requestStop() {
        stopping = true;
        pace.wake();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                // The thread closes it, at the latest when its wait times out.
            }
        }
    }

    /**
     * Waits until it has stopped and its connection is closed.
     *
     * @return whether it has
     */
    public boolean awaitStop(Duration limit) throws InterruptedException {
        return thread.join(limit.isNegative() ? Duration.ZERO : limit);
    }

    /** Whether nothing of it runs any longer. */
    public boolean hasStopped() {
        return !thread.isAlive();
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            boolean[] answered = {false};
            asked = false;
            try {
                observe(answered);
            } catch (Throwable e) {
                // Errors too: a monitor that ended would leave its last observation standing.
                if (stopping) {
                    return;
                }
                failures = answered[0] ? 1 : failures + 1;
                listener.lost(e);
                pause(config.interval().multipliedBy(failures == 1 ? 1 : 2), Pace.HURRIED_RETRY);
            }
        }
    }

    /** Samples over one connection until it breaks or the monitor is stopped. */
    private void observe(boolean[] answered) throws SQLException {
        try (Connection open = connector.open(cluster, node, "monitor", config.timeout())) {
            connection = open;
            // In milliseconds, where the driver's own property counts in seconds.
            open.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(patience(config.timeout()).toMillis()));
            open.setAutoCommit(true);
            try (PreparedStatement statement = PositionQuery.prepare(open)) {
                while (!stopping) {
                    asked = false;
                    listener.observed(PositionQuery.ask(statement, clock));
                    answered[0] = true;
                    pause(config.interval(), Pace.HURRIED);
                }
            }
        } finally {
            connection = null;
        }
    }

    /** How long a sample is waited for whose answer is in time only within that timeout. */
    static Duration patience(Duration timeout) {
        return timeout.multipliedBy(3).dividedBy(2);
    }

    private void pause(Duration calm, Duration hurried) {
        double random = ThreadLocalRandom.current().nextDouble();
        try {
            pace.pause(
                    Pace.jittered(calm, config.jitter(), random),
                    Pace.jittered(hurried, config.jitter(), random),
                    () -> stopping || asked);
        } catch (InterruptedException e) {
            // Nobody but the JVM's owner interrupts this thread: take it for the wish to stop.
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
