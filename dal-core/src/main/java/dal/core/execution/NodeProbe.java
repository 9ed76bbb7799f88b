package dal.core.execution;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Topology;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.core.BaseConnection;

/** Asks a node what it is, now: where what an error says contradicts what was observed. Thread-safe. */
final class NodeProbe {

    /** What a node that is well needs many times over. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    private final Topology topology;

    NodeProbe(Topology topology) {
        this.topology = topology;
    }

    /** Whether a node is the primary, asked now. One round trip of its monitor's. */
    boolean isPrimary(ClusterName cluster, NodeName node) {
        try {
            return topology.probe(cluster, node, PROBE_LIMIT).role() == Role.PRIMARY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether a node answers at all, asked now. One round trip of its monitor's. */
    boolean answers(ClusterName cluster, NodeName node) {
        try {
            return topology.probe(cluster, node, PROBE_LIMIT).role() != Role.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether a connection works, asked now. One round trip. */
    static boolean answers(BaseConnection raw) {
        try {
            return raw.isValid(Math.toIntExact(PROBE_LIMIT.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }
}
