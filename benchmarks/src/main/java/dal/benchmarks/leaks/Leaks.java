package dal.benchmarks.leaks;

import dal.benchmarks.leaks.Pools.Leaked;
import dal.benchmarks.leaks.Sweep.Work;
import dal.benchmarks.result.Figures;
import dal.testing.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** P5: nothing is left behind, whichever call of the driver fails. First every call of every path by itself, then a million operations among which calls fail at random. */
public final class Leaks {

    private static final long OPERATIONS = 1_000_000;
    private static final Duration LONGEST = Duration.ofSeconds(270);
    private static final Duration MOMENT = Duration.ofSeconds(5);

    /** Twice the processors of a small machine: while one waits for the server, another is at work. */
    private static final int THREADS = 4;

    private static final int SWEEPERS = 6;

    private static final List<Path> PATHS = List.of(Path.values());

    private Leaks() {}

    /** Starts a server, and fails. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster =
                PostgresCluster.builder().setting("synchronous_commit", "off").start()) {
            long deadline = System.nanoTime() + LONGEST.toNanos();
            List<Notes> notes = notes(Math.max(PATHS.size(), THREADS));
            try (Connection connection = cluster.primary().connect()) {
                Notes.create(connection, notes);
            }
            Swept swept = sweep(cluster, notes);
            RandomFaults random = new RandomFaults(cluster.primary(), mostlyReads(notes), THREADS, MOMENT);
            Leaked left = random.run(OPERATIONS, deadline).and(swept.leaked());
            return new Figures()
                    .count("injection_points", swept.points())
                    .count("operations", random.operations())
                    .count("leaked_connections", left.connections())
                    .count("leaked_permits", left.permits());
        }
    }

    private static List<Notes> notes(int tables) {
        return IntStream.range(0, tables).mapToObj(i -> new Notes("note_" + i)).toList();
    }

    /** Reads are most of what services do, and the quickest; what is to fail may go any path. */
    private static RandomFaults.Work mostlyReads(List<Notes> notes) {
        return (pools, worker, fails, random) -> {
            Path path = fails || random.nextInt(20) == 0 ? PATHS.get(random.nextInt(PATHS.size())) : Path.READ;
            path.use(pools.session(), notes.get(worker));
        };
    }

    /** The paths do not meet: each has pools and rows of its own. */
    private static Swept sweep(PostgresCluster cluster, List<Notes> notes) throws InterruptedException {
        List<Callable<Swept>> sweeps = new ArrayList<>();
        for (int i = 0; i < PATHS.size(); i++) {
            Path path = PATHS.get(i);
            Notes own = notes.get(i);
            sweeps.add(() -> {
                try (Sweep sweep = new Sweep(path.name(), Work.of(path, own), cluster.primary(), MOMENT)) {
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
}
