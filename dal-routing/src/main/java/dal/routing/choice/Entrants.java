package dal.routing.choice;

import dal.routing.topology.NodeView;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The replicas of one view with the pages of what this process knows of them, side by side, so that drawing looks at none but those drawn. Some of them are a {@link ReplicaSet}.
 * Immutable.
 */
final class Entrants {

    private final List<NodeView> replicas;
    private final NodeLedger[] pages;
    private final boolean even;

    Entrants(List<NodeView> replicas, ClusterLedger ledger) {
        this.replicas = replicas;
        this.pages = new NodeLedger[ReplicaSet.size(replicas)];
        boolean same = true;
        for (int i = 0; i < pages.length; i++) {
            pages[i] = ledger.node(replicas.get(i).node());
            same &= weight(i) == weight(0);
        }
        this.even = same;
    }

    @SuppressWarnings("ReferenceEquality") // Each observation has a list of its own.
    boolean areOf(List<NodeView> others) {
        return replicas == others;
    }

    NodeView replica(int index) {
        return replicas.get(index);
    }

    NodeLedger page(int index) {
        return pages[index];
    }

    double weight(int index) {
        return Workload.weight(replicas.get(index));
    }

    /** All weights of some. */
    double total(long some) {
        if (even) {
            return weight(0) * Long.bitCount(some);
        }
        double total = 0;
        for (int i = 0; i < pages.length; i++) {
            total += ReplicaSet.has(some, i) ? weight(i) : 0;
        }
        return total;
    }

    /** The largest weight of some. */
    double heaviest(long some) {
        if (even) {
            return weight(0);
        }
        double heaviest = 0;
        for (int i = 0; i < pages.length; i++) {
            heaviest = ReplicaSet.has(some, i) ? Math.max(heaviest, weight(i)) : heaviest;
        }
        return heaviest;
    }

    /**
     * One of some at random, by weight.
     *
     * @param total of their weights
     */
    int pick(long some, double total, DoubleSupplier random) {
        double left = random.getAsDouble() * total;
        if (even) {
            return nth(some, Math.min(Long.bitCount(some) - 1, (int) (left / weight(0))));
        }
        int picked = -1;
        for (int i = 0; i < pages.length && (picked < 0 || left >= 0); i++) {
            if (ReplicaSet.has(some, i)) {
                picked = i;
                left -= weight(i);
            }
        }
        return picked;
    }

    private static int nth(long some, int number) {
        long rest = some;
        for (int i = 0; i < number; i++) {
            rest &= rest - 1;
        }
        return Long.numberOfTrailingZeros(rest);
    }
}
