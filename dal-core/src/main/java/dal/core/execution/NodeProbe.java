package dal.core.execution;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
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
        return is(cluster, node, role -> role == Role.PRIMARY);
    }

    /** Whether a node answers at all, asked now. One round trip of its monitor's. */
    boolean answers(ClusterName cluster, NodeName node) {
        return is(cluster, node, role -> role != Role.UNKNOWN);
    }

    /** What its role says now. Whoever is interrupted meanwhile learns nothing against the node. */
    private boolean is(ClusterName cluster, NodeName node, Predicate<Role> asked) {
        try {
            return asked.test(topology.probe(cluster, node, PROBE_LIMIT).role());
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
