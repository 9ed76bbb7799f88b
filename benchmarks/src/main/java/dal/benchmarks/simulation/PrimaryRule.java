package dal.benchmarks.simulation;

import dal.cluster.NodeName;
import dal.routing.position.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which node is the one primary, worked out from the observations alone, beside whatever the topology makes of them: the only one that claims to be, on the highest
 * timeline that any node ever told of. Not thread-safe.
 */
final class PrimaryRule {

    private final Map<NodeName, Sample> latest = new HashMap<>();
    private int newest;
    private @Nullable NodeName lastHeld;

    void observed(NodeName node, Sample sample) {
        latest.put(node, sample);
        newest = Math.max(newest, sample.timeline());
        NodeName held = primary();
        lastHeld = held == null ? lastHeld : held;
    }

    void lost(NodeName node) {
        latest.remove(node);
        NodeName held = primary();
        lastHeld = held == null ? lastHeld : held;
    }

    private List<NodeName> claims() {
        return latest.entrySet().stream()
                .filter(entry -> entry.getValue().primary() && entry.getValue().timeline() == newest)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The one primary; null if there is none, or two. */
    @Nullable
    NodeName primary() {
        List<NodeName> claims = claims();
        return claims.size() == 1 ? claims.get(0) : null;
    }

    /** The one that was held for it last, if none is now. */
    @Nullable
    NodeName lastHeld() {
        return lastHeld;
    }

    boolean tie() {
        return claims().size() > 1;
    }

    int newest() {
        return newest;
    }

    @Nullable
    Sample latest(NodeName node) {
        return latest.get(node);
    }
}
