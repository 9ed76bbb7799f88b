package dal.routing.choice;

import dal.config.EjectionConfig;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import java.util.List;

/**
 * Which of a cluster's replicas are ejected, and never too many: where most fail, the fault lies elsewhere, in the network of this process or in the statements, and
 * turning away from all of them only moves the load to where it does most harm (Envoy's outlier detection bounds it the same way, by
 * {@code max_ejection_percent}). Of those that serve, the configured share may be ejected, rounded down, but one at least: of two replicas one; and of a
 * single one that one, because its reads end on the primary either way, and ejected they do so without failing first.
 *
 * <p>A drained replica serves nobody and counts on neither side. When others get lost while some are ejected, these may become too many: the ones with the least time left are taken back.
 */
final class Ejections {

    private final double maxShare;

    Ejections(EjectionConfig config) {
        this.maxShare = config.maxShare();
    }

    /** The replicas that are ejected now, as {@link ReplicaSet} counts them. */
    long ejected(ClusterView view, ClusterLedger ledger, long now) {
        List<NodeView> replicas = view.replicas();
        long ejected = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            NodeView replica = replicas.get(i);
            if (!replica.drained() && ledger.node(replica.node()).breaker().isEjected(replica, now)) {
                ejected = ReplicaSet.with(ejected, i);
            }
        }
        if (ejected != 0) {
            int allowed = allowed(replicas);
            while (Long.bitCount(ejected) > allowed) {
                ejected = withoutTheNextToReturn(replicas, ejected, ledger, now);
            }
        }
        return ejected;
    }

    /** Ejects a replica that has failed often enough, unless too many are. */
    void eject(ClusterView view, NodeLedger failing, ClusterLedger ledger, long now) {
        if (Long.bitCount(ejected(view, ledger, now)) < allowed(view.replicas())) {
            failing.breaker().eject(now);
            ledger.ejected();
        }
    }

    private int allowed(List<NodeView> replicas) {
        if (maxShare == 0) {
            return 0;
        }
        int serving = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            serving += replicas.get(i).drained() ? 0 : 1;
        }
        return Math.max(1, (int) (maxShare * serving));
    }

    private static long withoutTheNextToReturn(List<NodeView> replicas, long ejected, ClusterLedger ledger, long now) {
        int next = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(ejected, i)) {
                long left = ledger.node(replicas.get(i).node()).breaker().left(now);
                if (next < 0 || left < least) {
                    next = i;
                    least = left;
                }
            }
        }
        ledger.node(replicas.get(next).node()).breaker().readmit(now);
        return ReplicaSet.without(ejected, next);
    }
}
