package dal.routing.choice;

import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which replicas of a view are as fresh as a read asks for, by what was observed of them. That may have been undone since, by a crash: what is decided here is
 * checked once more by the server that answers.
 */
final class Freshness {

    private Freshness() {}

    /** Those that have replayed the log up to there, on that very timeline. */
    static long caughtUp(ClusterView view, long among, LogPosition wanted) {
        List<NodeView> replicas = view.replicas();
        long caughtUp = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i) && replicas.get(i).hasReached(wanted)) {
                caughtUp = ReplicaSet.with(caughtUp, i);
            }
        }
        return caughtUp;
    }

    /**
     * Those known to hold everything that was committed that long ago. One on an older timeline than was seen is not: it was compared with a primary that others may have
     * replaced, and written past, before anybody saw that.
     */
    static long within(ClusterView view, long among, Duration limit, long now) {
        List<NodeView> replicas = view.replicas();
        long within = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            LogPosition reached = replicas.get(i).position();
            Long freshAsOf = replicas.get(i).freshAsOf();
            if (ReplicaSet.has(among, i)
                    && reached != null
                    && reached.timeline() == view.timeline()
                    && freshAsOf != null
                    && isWithin(now - freshAsOf, limit)) {
                within = ReplicaSet.with(within, i);
            }
        }
        return within;
    }

    /**
     * Whether one of them may be expected to replay that position soon: it is on that timeline, and was not further behind than this when it was last looked at.
     */
    static boolean isAboutToCatchUp(ClusterView view, long among, LogPosition wanted, Duration behind) {
        List<NodeView> replicas = view.replicas();
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            NodeView replica = replicas.get(i);
            Sample sample = replica.sample();
            Long freshAsOf = replica.freshAsOf();
            if (ReplicaSet.has(among, i)
                    && sample != null
                    && sample.timeline() == wanted.timeline()
                    && freshAsOf != null
                    && isWithin(sample.sentAt() - freshAsOf, behind)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every node has said something since that moment. */
    static boolean isObservedSince(ClusterView view, long moment) {
        List<NodeView> nodes = view.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Sample sample = nodes.get(i).sample();
            if (sample == null || sample.sentAt() - moment < 0) {
                return false;
            }
        }
        return true;
    }

    /** A limit longer than nanoseconds count is none. */
    static boolean isWithin(long nanos, Duration limit) {
        return nanos <= TimeUnit.NANOSECONDS.convert(limit);
    }
}
