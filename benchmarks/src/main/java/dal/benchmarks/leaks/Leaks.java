package dal.benchmarks.leaks;

import dal.benchmarks.leaks.Pools.Leaked;
import dal.benchmarks.leaks.Sweep.Work;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** P5: nothing is left behind, whichever call of the driver fails. First every call of every path by itself, then a million operations among which calls fail at random. */
public final class Leaks {

    private static final long OPERATIONS = 1_000_000;
    private static final Duration LONGEST = Duration.ofSeconds(270);
    private static final Duration MOMENT = Duration.ofSeconds(5);
    private static final int THREADS = 4;
    private static final int SWEEPERS = 6;

    /** Of so many operations one fails: each broken connection is made anew, which costs as much as a hundred of them. */
    private static final int ONE_FAILS_OF = 200;

    private static final List<Path> PATHS = List.of(Path.values());
    private static final List<Fault> FAULTS = List.of(Fault.values());

    private static final int LATEST_CALL = 60;

    private Leaks() {}

    /** Starts a server, and fails. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster =
                PostgresCluster.builder().setting("synchronous_commit", "off").start()) {
            schema(cluster);
            long deadline = System.nanoTime() + LONGEST.toNanos();
            Swept swept = sweep(cluster);
            AtomicLong operations = new AtomicLong();
            Leaked left = random(cluster, operations, deadline).and(swept.leaked());
            return new Figures()
                    .count("injection_points", swept.points())
                    .count("operations", operations.get())
                    .count("leaked_connections", left.connections())
                    .count("leaked_permits", left.permits());
        }
    }

    static void schema(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table note (id int primary key, text text);
                    insert into note select i, 'note' from generate_series(1, 5) i;
                    create procedure mark_notes() language sql as $$ update note set text = text $$;
                    """);
        }
    }

    /** The paths do not meet: each has pools of its own. */
    private static Swept sweep(PostgresCluster cluster) throws InterruptedException {
        List<Callable<Swept>> sweeps = new ArrayList<>();
        for (Path path : PATHS) {
            sweeps.add(() -> {
                try (Sweep sweep = new Sweep(path.name(), Work.of(path), cluster.primary(), MOMENT)) {
                    sweep.run();
                    return new Swept(sweep.points(), sweep.leaked());
                }
            });
        }
        Swept all = new Swept(0, Leaked.NOTHING);
        try (ExecutorService threads = Executors.newFixedThreadPool(SWEEPERS)) {
            for (Future<Swept> swept : threads.invokeAll(sweeps)) {
                Swept one = swept.get();
                all = new Swept(all.points + one.points, all.leaked.and(one.leaked));
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A sweep did not come to its end", e);
        }
    }

    /**
     * What calls that failed by themselves left behind.
     *
     * @param points how many failed
     */
    private record Swept(long points, Leaked leaked) {}

    private static Leaked random(PostgresCluster cluster, AtomicLong operations, long deadline)
            throws InterruptedException {
        FaultPlan plan = new FaultPlan();
        try (Pools pools = Pools.over(cluster.primary(), THREADS, plan)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                threads.add(Thread.ofPlatform().start(() -> {
                    while (operations.get() < OPERATIONS && System.nanoTime() - deadline < 0) {
                        operation(pools, plan, random);
                        long done = operations.incrementAndGet();
                        if (done % 100_000 == 0) {
                            Progress.say("%d operations", done);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Leaked left = pools.leaked(MOMENT);
            return left.isNothing() ? pools.takeAll() : left;
        }
    }

    private static void operation(Pools pools, FaultPlan plan, SplittableRandom random) {
        boolean fails = random.nextInt(ONE_FAILS_OF) == 0;
        // Reads are most of what services do, and the quickest; a path that is to fail may be any.
        Path path = fails || random.nextInt(20) == 0 ? PATHS.get(random.nextInt(PATHS.size())) : Path.READ;
        if (fails) {
            plan.plan(1 + random.nextInt(LATEST_CALL), FAULTS.get(random.nextInt(FAULTS.size())), random.nextBoolean());
        }
        try {
            path.use(pools.session());
        } catch (Throwable e) {
            // Whatever it is: what is left behind is looked at.
        } finally {
            boolean unused = plan.end();
        }
    }
}
