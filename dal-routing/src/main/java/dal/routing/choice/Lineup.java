package dal.routing.choice;

import dal.routing.topology.ClusterView;
import org.jspecify.annotations.Nullable;

/**
 * Whom reads that ask for nothing are drawn from, worked out once and good for as long as nothing changes it: another observation, an ejection, or the time at which the
 * first of them would be too far behind or too long silent. Else each read would look at every replica of the cluster. Immutable.
 *
 * @param view what was observed
 * @param ejections how many there had been
 * @param madeAt when
 * @param lasts for how many nanoseconds
 * @param drawn who takes part
 */
record Lineup(ClusterView view, long ejections, long madeAt, long lasts, long drawn) {

    /**
     * What may be kept; null while a replica is ejected, or warms up: who takes part changes then from one read to the next.
     *
     * @param available the replicas that may be asked at all
     */
    static @Nullable Lineup of(ClusterView view, long ejections, long available, long madeAt, long lasts, long drawn) {
        return lasts >= 0 && available == undrained(view) ? new Lineup(view, ejections, madeAt, lasts, drawn) : null;
    }

    private static long undrained(ClusterView view) {
        long undrained = 0;
        for (int i = 0; i < ReplicaSet.size(view.replicas()); i++) {
            undrained = view.replicas().get(i).drained() ? undrained : ReplicaSet.with(undrained, i);
        }
        return undrained;
    }

    @SuppressWarnings("ReferenceEquality") // Each observation is a view of its own.
    boolean holds(ClusterView now, long ejectionsNow, long time) {
        return view == now && ejections == ejectionsNow && time - madeAt <= lasts;
    }
}
