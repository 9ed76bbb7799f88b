package dal.benchmarks.leaks;

import dal.benchmarks.leaks.Pools.Leaked;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresNode;
import java.time.Duration;
import java.util.List;

/**
 * One way to use a database, with its first call of the driver failing, its second, and so on to the last; in every way a call can fail. The pool has one
 * connection: whoever keeps it is noticed by the next.
 */
final class Sweep implements AutoCloseable {

    /** No path makes so many calls; one that would never ends. */
    private static final int MOST_CALLS = 2000;

    /** A connection that broke is broken whether or not the call was made, and a driver with a bug is in no known state either way. */
    private static final List<Failure> FAILURES = List.of(
            new Failure(Fault.REFUSED, false),
            new Failure(Fault.REFUSED, true),
            new Failure(Fault.LOST, false),
            new Failure(Fault.BUG, false),
            new Failure(Fault.ERROR, false),
            new Failure(Fault.ERROR, true));

    private final Duration moment;
    private final String name;
    private final Work work;
    private final PostgresNode node;
    private final FaultPlan plan = new FaultPlan();
    private Pools pools;
    private long points;
    private Leaked leaked = Leaked.NOTHING;

    /** @param moment how long a connection may come back after the work is over */
    Sweep(String name, Work work, PostgresNode node, Duration moment) {
        this.moment = moment;
        this.name = name;
        this.work = work;
        this.node = node;
        this.pools = Pools.over(node, 1, plan);
    }

    /** How many calls failed. */
    long points() {
        return points;
    }

    /** What was left behind, in all. */
    Leaked leaked() {
        return leaked;
    }

    /** Fails every call. */
    void run() throws Exception {
        // A path that does not work would end at its first calls, and show nothing.
        work.run(pools);
        for (Failure failure : FAILURES) {
            int call = 1;
            while (fails(call, failure)) {
                call++;
                if (call > MOST_CALLS) {
                    throw new IllegalStateException(name + " makes calls without end");
                }
            }
        }
        Progress.say("%s: %d calls failed", name, points);
    }

    /** Whether there was such a call. */
    private boolean fails(int call, Failure failure) throws InterruptedException {
        plan.plan(call, failure.fault, failure.afterwards);
        boolean made;
        try {
            work.run(pools);
        } catch (Throwable e) {
            // Whatever it is: what is left behind is looked at.
        } finally {
            made = plan.end();
        }
        points += made ? 1 : 0;
        Leaked left = pools.leaked(moment);
        if (!left.isNothing()) {
            Progress.say("%s left %s behind: call %d, %s", name, left, call, failure);
            leaked = leaked.and(left);
            pools.close();
            pools = Pools.over(node, 1, plan);
        }
        return made;
    }

    @Override
    public void close() {
        pools.close();
    }

    /**
     * How a call fails.
     *
     * @param fault in which way
     * @param afterwards once it has done its work
     */
    private record Failure(Fault fault, boolean afterwards) {}

    /** Something that uses connections. */
    @FunctionalInterface
    interface Work {

        void run(Pools pools) throws Exception;

        /** One of the ways of a tenant's database. */
        static Work of(Path path, Notes notes) {
            return pools -> path.use(pools.session(), notes);
        }
    }
}
