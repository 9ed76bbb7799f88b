package dal.routing.choice;

import dal.routing.topology.NodeView;
import java.util.List;

/**
 * A set of the replicas of one view, as the bits of a number: bit i stands for the i-th. A decision narrows one down step by step, and allocates nothing for it. A
 * view's replicas beyond the 64th are not asked.
 */
final class ReplicaSet {

    private static final int MOST = Long.SIZE;

    private ReplicaSet() {}

    static int size(List<NodeView> replicas) {
        return Math.min(MOST, replicas.size());
    }

    static boolean has(long set, int replica) {
        return (set & 1L << replica) != 0;
    }

    static long with(long set, int replica) {
        return set | 1L << replica;
    }

    static long without(long set, int replica) {
        return set & ~(1L << replica);
    }
}
