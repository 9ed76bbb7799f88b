package dal.testing.junit;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.internal.Polling;
import java.time.Duration;

/** The cluster of one shape that test classes use in turn; closed with the test run. */
final class SharedCluster implements AutoCloseable {
    /** A replica that was just restarted needs a moment until it streams. */
    private static final Duration RECOVERY = Duration.ofSeconds(2);

    private final ClusterShape shape;
    private PostgresCluster cluster;

    SharedCluster(ClusterShape shape) {
        this.shape = shape;
        this.cluster = shape.start();
    }

    /** The cluster as it was started, a new one if a test has left it otherwise. */
    synchronized PostgresCluster intact() {
        if (!Polling.holds(RECOVERY, cluster::isIntact)) {
            cluster.close();
            cluster = shape.start();
        }
        return cluster;
    }

    @Override
    public synchronized void close() {
        cluster.close();
    }
}
