package dal.benchmarks.simulation;

import dal.config.LagConfig;
import dal.consistency.LogPosition;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Which replicas serve reads that say nothing of freshness: those within the limits of lag, and where these are too few, the freshest of the others as well. */
final class LagRule {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private LagRule() {}

    static List<NodeView> serving(ClusterView view, List<NodeView> available, LagConfig config, long now) {
        long reference =
                view.replicas().stream().mapToLong(LagRule::freshAsOf).max().orElse(UNKNOWN);
        long to = reference != UNKNOWN && view.primary() != null ? now : reference;
        List<NodeView> serving = new ArrayList<>(available.stream()
                .filter(replica -> !lags(view, replica, config, to))
                .toList());
        List<NodeView> others = available.stream()
                .filter(replica -> !serving.contains(replica))
                .sorted(Comparator.comparingLong(LagRule::freshAsOf).reversed())
                .toList();
        for (int i = 0; i < others.size(); i++) {
            boolean asFreshAsTheLast = i > 0 && freshAsOf(others.get(i)) == freshAsOf(others.get(i - 1));
            if (serving.size() < config.minServing() || (asFreshAsTheLast && serving.contains(others.get(i - 1)))) {
                serving.add(others.get(i));
            }
        }
        return serving;
    }

    private static boolean lags(ClusterView view, NodeView replica, LagConfig config, long reference) {
        boolean inTime = !config.maxTime().isZero()
                && reference != UNKNOWN
                && (replica.freshAsOf() == null
                        || reference - freshAsOf(replica) > config.maxTime().toNanos());
        NodeView primary = view.primary();
        boolean inBytes = false;
        if (config.maxBytes() > 0 && primary != null) {
            LogPosition leading = Objects.requireNonNull(primary.position());
            LogPosition reached = replica.position();
            inBytes = reached == null
                    || (reached.timeline() == leading.timeline() && leading.lsn() - reached.lsn() > config.maxBytes());
        }
        return inTime || inBytes;
    }

    private static long freshAsOf(NodeView replica) {
        Long freshAsOf = replica.freshAsOf();
        return freshAsOf == null ? UNKNOWN : freshAsOf;
    }
}
