package dal.benchmarks.leaks;

import dal.benchmarks.leaks.Pools.Leaked;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Work of several threads at once over one pool, among whose calls of the driver some fail at random. What is left behind is looked for once all have ended.
 *
 * <p>A fault is planned for one operation of {@value #ONE_FAILS_OF}, at its first to {@value #LATEST_CALL}th call; about half of those operations make that many. More
 * often would measure how quickly PostgreSQL starts sessions: a connection that breaks is made anew, which costs as much as a hundred reads.
 */
final class RandomFaults {

    private static final int ONE_FAILS_OF = 200;
    private static final int LATEST_CALL = 60;

    private static final List<Fault> FAULTS = List.of(Fault.values());

    private final PostgresNode node;
    private final Work work;
    private final int threads;
    private final Duration moment;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();

    /**
     * Of so many threads, and as many connections.
     *
     * @param moment how long a connection may come back after the work is over
     */
    RandomFaults(PostgresNode node, Work work, int threads, Duration moment) {
        this.node = node;
        this.work = work;
        this.threads = threads;
        this.moment = moment;
    }

    /** How many operations have ended, in whatever way. */
    long operations() {
        return operations.get();
    }

    /** How many calls have failed. */
    long faults() {
        return faults.get();
    }

    /**
     * Goes on until there were so many operations, or {@code deadline} by {@link System#nanoTime()} has passed.
     *
     * @return what they left behind
     */
    Leaked run(long most, long deadline) throws InterruptedException {
        FaultPlan plan = new FaultPlan();
        try (Pools pools = Pools.over(node, threads, plan)) {
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int worker = i;
                SplittableRandom random = new SplittableRandom(i);
                running.add(Thread.ofPlatform().start(() -> {
                    while (operations.get() < most && System.nanoTime() - deadline < 0) {
                        operation(pools, plan, worker, random);
                    }
                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            return pools.leaked(moment);
        }
    }

    private void operation(Pools pools, FaultPlan plan, int worker, SplittableRandom random) {
        boolean fails = random.nextInt(ONE_FAILS_OF) == 0;
        if (fails) {
            plan.plan(1 + random.nextInt(LATEST_CALL), FAULTS.get(random.nextInt(FAULTS.size())), random.nextBoolean());
        }
        try {
            work.run(pools, worker, fails, random);
        } catch (Throwable e) {
            // Whatever it is: what is left behind is looked at.
        } finally {
            if (plan.end()) {
                faults.incrementAndGet();
            }
            long done = operations.incrementAndGet();
            if (done % 100_000 == 0) {
                Progress.say("%,d operations, %,d calls failed", done, faults.get());
            }
        }
    }

    /** One operation. */
    @FunctionalInterface
    interface Work {

        /**
         * Runs it.
         *
         * @param worker which of the threads it is on, from 0
         * @param fails whether a call of it is to fail, if it makes enough of them
         */
        void run(Pools pools, int worker, boolean fails, SplittableRandom random) throws Exception;
    }
}
