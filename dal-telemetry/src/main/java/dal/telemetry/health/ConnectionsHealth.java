package dal.telemetry.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /api/admin/monitoring/connections/health}.
 *
 * @param status {@code healthy}; {@code degraded} with a warning, such as a replica that lags or does not answer; {@code critical} with a critical alert, a
 *     cluster without a primary or with two, a primary that was deposed and still runs, or a manager that takes no work. A drained node changes nothing, nor does a note
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param state where the manager is in its life, lower case
 * @param running work under way
 * @param nodes every node
 * @param alerts how many alerts there are
 */
public record ConnectionsHealth(
        String status, String timestamp, String state, int running, List<Node> nodes, int alerts) {

    public ConnectionsHealth {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param cluster of which cluster
     * @param node which node
     * @param address host and port
     * @param role {@code primary}, {@code replica}, {@code fenced} or {@code unknown}
     * @param position what it has flushed or replayed; null before the first observation
     * @param stalenessMillis of a replica: how old its data may be at most, in milliseconds; null where that is not known
     * @param availability whether it is asked: {@code serving}, {@code warming_up}, {@code lagging}, {@code ejected}, {@code drained}, {@code fenced},
     *     {@code foreign}, {@code duplicate} or {@code unreachable}
     * @param inFlight how much work of this process it has now
     */
    public record Node(
            String cluster,
            String node,
            String address,
            String role,
            @Nullable String position,
            @Nullable Long stalenessMillis,
            String availability,
            int inFlight) {}
}
