package dal.routing.choice;

import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.routing.position.Sample;
import dal.routing.topology.NodeView;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws one of the replicas that will do: two at random, by their weights, and of these the one with the less work before it. That is nearly as good as the
 * best of all, and callers with the same view do not all run to one node (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001): whatever
 * the loads look like, one of n equal replicas gets at most two n-ths of the reads.
 *
 * <p>Work before it is (in flight + 1) times the moving average of latency, with what is in flight counted by weight: a replica of half the weight is as full with half
 * of the work. The one is not divided, or of two idle replicas the lighter one would never be asked; instead weights decide who is drawn. Of two whose
 * work is alike the one drawn first is taken, which gives each its share by weight where nothing else tells them apart. Where the latency of one is not known yet, it
 * counts as the other's. (The measure is that of Finagle's PeakEwma and Envoy's.)
 *
 * <p>A replica that is slow beside the other ({@link Workload}) is asked only where a queue is before the quick one, and now and then to find out whether it is still slow
 * ({@link Probing}). Where it was drawn there is no choice, and the quick one would get the read however much it has to do just then; so a third is drawn, which takes the read over if it has
 * much less work. What a replica takes over it has to give back: it may be no more than a handful of reads ahead. So none gets more than said above, but for those few.
 *
 * <p>Who is drawn from is narrowed down first, each time only as far as somebody is left:
 *
 * <ol>
 *   <li>A replica whose monitor has got no answer in time stands back: it may be a black hole, or have more to do than it can. It is lost only when its connection
 *       breaks or it stays silent for longer.
 *   <li>Replicas of weight 0 stand back.
 *   <li>A replica that came back a moment ago takes part in a part of the draws alone, which grows to all of them ({@link Readmission}). A smaller weight would not do: of
 *       two replicas both are drawn whatever they weigh, and the one that has nothing to do yet looks the lighter one.
 *   <li>Replicas of this process's own zone come before others. Since this comes after the step before, other zones help while the own one warms up.
 * </ol>
 */
final class TwoChoices {

    private final String zone;
    private final Readmission readmission;
    private final DoubleSupplier random;
    private final Probing probing = new Probing();

    /** How old the latest sample of a node gets that answers each time in time, at most: the last one was sent so long before the next has failed. */
    private final long sampleDue;

    TwoChoices(RoutingConfig config, MonitorConfig monitor, DoubleSupplier random) {
        this.sampleDue = (long) (monitor.interval().toNanos() * (1 + monitor.jitter()))
                + monitor.timeout().toNanos();
        this.zone = config.zone();
        this.readmission = new Readmission(config.slowStart());
        this.random = random;
    }

    /** One of some; null if there are none. */
    @Nullable
    NodeView draw(Entrants entrants, List<NodeView> replicas, long among, ClusterLedger ledger, long now) {
        return among == 0 ? null : draw(entrants, narrowed(replicas, among, ledger, now), now);
    }

    /** Who of some replicas, one at least, is drawn from. */
    long narrowed(List<NodeView> replicas, long among, ClusterLedger ledger, long now) {
        return ofOwnZone(replicas, warm(replicas, weighty(replicas, heardOf(replicas, among, now)), ledger, now));
    }

    /** For how many nanoseconds these are narrowed down to the same, by the same view and without an ejection; negative where that is a matter of chance. */
    long lasts(List<NodeView> replicas, long among, ClusterLedger ledger, long now) {
        long lasts = Long.MAX_VALUE;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i)) {
                if (part(replicas.get(i), ledger, now) < 1) {
                    return -1;
                }
                Sample sample = replicas.get(i).sample();
                if (sample != null && now - sample.sentAt() <= sampleDue) {
                    lasts = Math.min(lasts, sampleDue - (now - sample.sentAt()));
                }
            }
        }
        return lasts;
    }

    /** One of those that were narrowed down. */
    NodeView draw(Entrants entrants, long drawn, long now) {
        return entrants.replica(
                Long.bitCount(drawn) == 1 ? Long.numberOfTrailingZeros(drawn) : chosen(entrants, drawn, now));
    }

    private int chosen(Entrants entrants, long drawn, long now) {
        double total = entrants.total(drawn);
        double heaviest = entrants.heaviest(drawn);
        int one = entrants.pick(drawn, total, random);
        double withoutOne = total - entrants.weight(one);
        int other = entrants.pick(ReplicaSet.without(drawn, one), withoutOne, random);
        boolean lighter = Workload.isMuchLighter(other, one, heaviest, entrants);
        int chosen = lighter ? other : one;
        int left = lighter ? one : other;
        probing.count();
        if (probing.take(Workload.silence(left, entrants, now))) {
            return left;
        }
        long others = ReplicaSet.without(ReplicaSet.without(drawn, one), other);
        if (others == 0 || !Workload.isSlow(left, chosen, entrants)) {
            return chosen;
        }
        int third = entrants.pick(others, withoutOne - entrants.weight(other), random);
        return Workload.isMuchLighter(third, chosen, heaviest, entrants) && takesOver(third, chosen, entrants)
                ? third
                : chosen;
    }

    private static boolean takesOver(int third, int chosen, Entrants entrants) {
        return entrants.page(third).load().takeOver(entrants.page(chosen).load());
    }

    private long heardOf(List<NodeView> replicas, long among, long now) {
        long heardOf = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            Sample sample = replicas.get(i).sample();
            if (ReplicaSet.has(among, i) && sample != null && now - sample.sentAt() <= sampleDue) {
                heardOf = ReplicaSet.with(heardOf, i);
            }
        }
        return heardOf == 0 ? among : heardOf;
    }

    private static long weighty(List<NodeView> replicas, long among) {
        long weighty = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i) && replicas.get(i).weight() > 0) {
                weighty = ReplicaSet.with(weighty, i);
            }
        }
        return weighty == 0 ? among : weighty;
    }

    private long warm(List<NodeView> replicas, long among, ClusterLedger ledger, long now) {
        long warm = among;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i)) {
                double part = part(replicas.get(i), ledger, now);
                if (part < 1 && random.getAsDouble() >= part) {
                    warm = ReplicaSet.without(warm, i);
                }
            }
        }
        return warm == 0 ? among : warm;
    }

    private long ofOwnZone(List<NodeView> replicas, long among) {
        if (zone.isEmpty()) {
            return among;
        }
        long near = 0;
        for (int i = 0; i < ReplicaSet.size(replicas); i++) {
            if (ReplicaSet.has(among, i) && replicas.get(i).zone().equals(zone)) {
                near = ReplicaSet.with(near, i);
            }
        }
        return near == 0 ? among : near;
    }

    /** In which part of the draws it takes part now: 1, but for a while after it came back. */
    double part(NodeView replica, ClusterLedger ledger, long now) {
        return readmission.part(replica, ledger.node(replica.node()).breaker(), now);
    }
}
