package dal.benchmarks.sizing;

import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Table;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Point reads of 64 callers on pools of 1 to 40 connections, beside the server and a millisecond away from it. A pool is big enough where a bigger one serves hardly
 * more: from there on it only moves the queue from this process, where it is fair and bounded, into the server.
 */
public final class Sizing {

    /** All wait for their turn, however slow the machine: who is refused is another question. */
    private static final String PATIENT = """
            dal.defaults {
              admission.delay-target = 0
              pools.primary.acquire-timeout = 60s
              checks.at-start = off
            }
            """;

    private static final int CALLERS = 64;
    private static final int TENANTS = 8;
    private static final List<Integer> SIZES = List.of(1, 2, 4, 10, 20, 40);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration TURN = Duration.ofSeconds(4);

    /** Of the most that any size served: what is called enough. */
    private static final double ENOUGH = 0.9;

    /** What a pool of that size answered in a second, and how long that took, in nanoseconds. */
    private record Served(int size, double perSecond, long p50, long p99) {}

    private Sizing() {}

    /** Starts a server and tries every size, near and from afar. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            Notes notes = Notes.in(cluster, "note");
            List<Served> near = served(notes, cluster.primary(), "");
            List<Served> afar = served(notes, cluster.primary(), "?" + DistantSockets.parameters(Duration.ofMillis(1)));
            return new Figures()
                    .table(table(CALLERS + " callers beside the server", near))
                    .table(table(CALLERS + " callers a millisecond away from it", afar))
                    .count("processors", Runtime.getRuntime().availableProcessors())
                    .count("enough_near", enough(near))
                    .count("enough_1ms_away", enough(afar));
        }
    }

    private static List<Served> served(Notes notes, PostgresNode primary, String distance) throws InterruptedException {
        List<Served> served = new ArrayList<>();
        for (int size : SIZES) {
            Progress.say("%d connections", size);
            served.add(served(notes, primary, distance, size));
        }
        return served;
    }

    private static Table table(String title, List<Served> served) {
        Table table = new Table(title, "connections", "calls/s", "p50 ms", "p99 ms");
        served.forEach(one -> table.row(
                Integer.toString(one.size),
                Table.number(one.perSecond, 0),
                Table.number(one.p50 / 1e6, 2),
                Table.number(one.p99 / 1e6, 2)));
        return table;
    }

    /** The smallest size that serves nearly as much as the best. */
    private static int enough(List<Served> served) {
        double most = served.stream().mapToDouble(Served::perSecond).max().orElseThrow();
        return served.stream()
                .filter(one -> one.perSecond >= ENOUGH * most)
                .mapToInt(Served::size)
                .findFirst()
                .orElseThrow();
    }

    private static DbConnectionManager waiting(Map<String, String> environment) {
        return Guice.createInjector(
                        new CoreModule(DataAccessConfigReader.read(ConfigFactory.parseString(PATIENT), environment)),
                        new RoutingModule())
                .getInstance(DbConnectionManager.class);
    }

    private static Served served(Notes notes, PostgresNode primary, String distance, int size)
            throws InterruptedException {
        Map<String, String> environment = new HashMap<>(Layer.environment(primary, primary.port(), List.of()));
        environment.compute("DATABASE_URL", (name, url) -> url + distance);
        environment.put("PG_POOL_MAX", Integer.toString(size));
        environment.put("PG_POOL_MIN", Integer.toString(size));
        Histogram taken = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        try (DbConnectionManager manager = waiting(environment)) {
            Map<Integer, TenantDatabase> databases = new ConcurrentHashMap<>();
            Load load = Load.of(CALLERS, caller -> {
                TenantDatabase database = databases.computeIfAbsent(
                        caller % TENANTS, tenant -> manager.database(TenantId.of("tenant-" + tenant)));
                long start = System.nanoTime();
                notes.readOne(database.dsl());
                taken.recordValue(System.nanoTime() - start);
            });
            Thread.sleep(WARM_UP);
            taken.reset();
            long start = System.nanoTime();
            Thread.sleep(TURN);
            load.stop();
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Served(
                    size,
                    taken.getTotalCount() / seconds,
                    taken.getValueAtPercentile(50),
                    taken.getValueAtPercentile(99));
        }
    }
}
