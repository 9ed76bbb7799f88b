package dal.routing.choice;

import dal.routing.topology.NodeView;

/**
 * How much work is before a replica, beside another: (in flight + 1) times its latency, with what is in flight counted by weight, as in Finagle's PeakEwma.
 *
 * <p>That measure takes a node for a queue, where each piece of work waits for those before it. A server works on many at once, and what waiting there is, is in its
 * latency already. So of two alike a few more in flight tell the fuller one, but they are no reason to ask a replica that takes twice as long or more: a handful of reads on
 * each quick one would send every hundredth to the slow one, which then is how long the slowest hundredth takes. The work of a slow one counts several times over, by a factor
 * that a handful of reads does not make up for, and a queue does.
 */
final class Workload {

    /** Loads that differ by less than this factor are alike: averages of a few answers are not more exact than that. */
    private static final double ALIKE = 1.25;

    /** From this factor on a latency is not the outcome of how the reads happen to be spread just now. */
    private static final double SLOW = 2;

    /** How many pieces of work a server is assumed to have at once without making each other wait. */
    private static final double AT_ONCE = 10;

    private Workload() {}

    /**
     * Whether the one has less work before it, by more than chance makes.
     *
     * @param heaviest the largest weight of those drawn from
     */
    static boolean isMuchLighter(int one, int beside, double heaviest, Entrants entrants) {
        double latency = latency(one, entrants);
        double latencyBeside = latency(beside, entrants);
        double work = inFlight(one, heaviest, entrants) + 1;
        double workBeside = inFlight(beside, heaviest, entrants) + 1;
        if (latency > 0 && latencyBeside > 0) {
            work *= latency >= SLOW * latencyBeside ? AT_ONCE * latency : latency;
            workBeside *= latencyBeside >= SLOW * latency ? AT_ONCE * latencyBeside : latencyBeside;
        }
        return work * ALIKE < workBeside;
    }

    /** Whether what the one takes is no matter of chance, beside the other. */
    static boolean isSlow(int one, int beside, Entrants entrants) {
        double latencyBeside = latency(beside, entrants);
        return latencyBeside > 0 && latency(one, entrants) >= SLOW * latencyBeside;
    }

    /** For how many nanoseconds nothing was learnt of it, though it has nothing to do. */
    static long silence(int replica, Entrants entrants, long now) {
        NodeLedger page = entrants.page(replica);
        return page.load().silence(now, Readmission.at(entrants.replica(replica), page.breaker()));
    }

    /** Its weight; where only replicas of no weight are left, they are equal. */
    static double weight(NodeView replica) {
        return replica.weight() > 0 ? replica.weight() : 1;
    }

    private static double inFlight(int replica, double heaviest, Entrants entrants) {
        return entrants.page(replica).load().inFlight() * heaviest / entrants.weight(replica);
    }

    private static double latency(int replica, Entrants entrants) {
        NodeLedger page = entrants.page(replica);
        return page.load().latency(Readmission.at(entrants.replica(replica), page.breaker()));
    }
}
