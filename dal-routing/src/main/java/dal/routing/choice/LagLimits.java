package dal.routing.choice;

import dal.config.LagConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reads that say nothing of freshness themselves off replicas that are too far behind, by time or by bytes; but not off so many that fewer than a floor
 * are left (Vitess: {@code min_number_serving_vttablets}): stale data is a lesser evil than one overloaded server. The floor keeps the freshest ones, and whoever is as
 * fresh as the last of these.
 *
 * <p>Time counts to now while there is a primary. While there is none nothing is committed either, and it counts to the freshest of the replicas: else all would seem
 * to fall behind together. A replica of which it is not known how fresh it is counts as too far behind, once it is known of any.
 *
 * <p>Bytes count from the primary's latest sample, on one timeline. The replica's may be older than that by an interval: a limit has to leave room for what the
 * primary writes meanwhile.
 */
final class LagLimits {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final LagConfig config;

    LagLimits(LagConfig config) {
        this.config = config;
    }

    /** Those within the limits, or the freshest ones where these are fewer than the floor. */
    long servingAmong(ClusterView view, long among, long now) {
        long within = within(view, among, now);
        int floor = Math.min(config.minServing(), Long.bitCount(among));
        if (Long.bitCount(within) >= floor) {
            return within;
        }
        long serving = within;
        while (Long.bitCount(serving) < floor) {
            serving |= freshest(view.replicas(), among & ~serving);
        }
        return serving;
    }

    /** Those within the limits. */
    long within(ClusterView view, long among, long now) {
        List<NodeView> replicas = view.replicas();
        long reference = reference(view, now);
        long within = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i) && !lags(view, replicas.get(i), reference)) {
                within = ReplicaSet.with(within, i);
            }
        }
        return within;
    }

    /** For how many nanoseconds {@link #servingAmong} gives the same, by the same view. */
    long lasts(ClusterView view, long serving, long now) {
        List<NodeView> replicas = view.replicas();
        long reference = reference(view, now);
        long lasts = Long.MAX_VALUE;
        if (!config.maxTime().isZero() && reference != UNKNOWN && view.primary() != null) {
            long most = TimeUnit.NANOSECONDS.convert(config.maxTime());
            for (int i = 0; i < ReplicaSet.size(replicas); i++) {
                Long freshAsOf = replicas.get(i).freshAsOf();
                if (ReplicaSet.has(serving, i) && freshAsOf != null) {
                    long left = most - (reference - freshAsOf);
                    // One that serves although it is beyond the limit stays beyond it.
                    lasts = left < 0 ? lasts : Math.min(lasts, left);
                }
            }
        }
        return lasts;
    }

    /** Whether one replica is beyond the limits. */
    boolean lags(ClusterView view, NodeView replica, long reference) {
        return lagsInTime(replica, reference) || lagsInBytes(view.primary(), replica);
    }

    /** The moment that lag in time counts to; {@link #UNKNOWN} where nothing is known of anybody. */
    long reference(ClusterView view, long now) {
        long freshest = UNKNOWN;
        List<NodeView> replicas = view.replicas();
        for (int i = 0; i < replicas.size(); i++) {
            Long freshAsOf = replicas.get(i).freshAsOf();
            if (freshAsOf != null && (freshest == UNKNOWN || freshAsOf - freshest > 0)) {
                freshest = freshAsOf;
            }
        }
        return freshest == UNKNOWN || view.primary() == null ? freshest : now;
    }

    private boolean lagsInTime(NodeView replica, long reference) {
        if (config.maxTime().isZero() || reference == UNKNOWN) {
            return false;
        }
        Long freshAsOf = replica.freshAsOf();
        return freshAsOf == null || !Freshness.isWithin(reference - freshAsOf, config.maxTime());
    }

    private boolean lagsInBytes(@Nullable NodeView primary, NodeView replica) {
        Sample leading = primary == null ? null : primary.sample();
        LogPosition reached = replica.position();
        if (config.maxBytes() == 0 || leading == null || leading.position() == null) {
            return false;
        }
        if (reached == null) {
            return true;
        }
        long behind = leading.position().lsn() - reached.lsn();
        return reached.timeline() == leading.timeline()
                && leading.position().compareTo(reached) > 0
                && Long.compareUnsigned(behind, config.maxBytes()) > 0;
    }

    /** The freshest of them, and those exactly as fresh. Unknown is the least fresh. */
    private static long freshest(List<NodeView> replicas, long among) {
        long freshest = 0;
        Long best = null;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i)) {
                Long freshAsOf = replicas.get(i).freshAsOf();
                int comparison = freshest == 0 ? 1 : compare(freshAsOf, best);
                if (comparison > 0) {
                    freshest = 0;
                    best = freshAsOf;
                }
                if (comparison >= 0) {
                    freshest = ReplicaSet.with(freshest, i);
                }
            }
        }
        return freshest;
    }

    private static int compare(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? (other == null ? 0 : -1) : 1;
        }
        return Long.signum(one - other);
    }
}
