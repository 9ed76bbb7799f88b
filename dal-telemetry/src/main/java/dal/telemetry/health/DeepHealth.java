package dal.telemetry.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every node answers to a question put now, for people who look for a fault.
 *
 * @param status {@code healthy}, {@code degraded} or {@code critical}, as {@link ConnectionsHealth} judges
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param nodes every node
 * @param pools every open pool
 * @param alerts the critical ones first, notes last
 */
public record DeepHealth(
        String status,
        String timestamp,
        List<Node> nodes,
        List<ConnectionPools.Pool> pools,
        List<dal.telemetry.alert.ConnectionAlerts.Entry> alerts) {

    public DeepHealth {
        nodes = List.copyOf(nodes);
        pools = List.copyOf(pools);
        alerts = List.copyOf(alerts);
    }

    /**
     * One node.
     *
     * @param cluster of which cluster
     * @param node which node
     * @param address host and port
     * @param role what it was last observed to be
     * @param answered whether it answered in time
     * @param responseMillis from the start of the question to its answer or failure, connecting and logging in included, in milliseconds
     * @param failure a SQLSTATE, or a kind of error; null where it answered
     */
    public record Node(
            String cluster,
            String node,
            String address,
            String role,
            boolean answered,
            double responseMillis,
            @Nullable String failure) {}
}
