package dal.benchmarks.migrate;

import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.migrations.MigrationReport;
import dal.migrations.Migrations;
import dal.migrations.TargetReport;
import dal.testing.cluster.ClusterException;
import dal.testing.cluster.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * One script on two thousand tenants' schemas, against a plain loop of Flyway over schemas like them on the same server, in the same run.
 *
 * <p>The loop goes over as many schemas as fit into its share of time, half of them before the migration and half after, so that a slow minute of the machine hits
 * both; what is compared is the time for a schema.
 */
public final class FanOut {

    private static final int TENANTS = 2000;
    private static final int LOOPED = 300;
    private static final int WARMING = 20;
    private static final String LAST_VERSION = "3";
    private static final Duration LOOP_HALF = Duration.ofSeconds(15);

    private final Schemas schemas;
    private int looped;
    private Duration loopTook = Duration.ZERO;

    private FanOut(Schemas schemas) {
        this.schemas = schemas;
    }

    public static Figures measure() throws Exception {
        PostgresCluster cluster = PostgresCluster.builder().start();
        try {
            cluster.createDatabase("bench");
            return new FanOut(Schemas.on(cluster.primary())).run();
        } finally {
            // An orderly end would write the files of all these tables to disk, only to remove them.
            cluster.primary().kill();
            close(cluster);
        }
    }

    private static void close(PostgresCluster cluster) {
        try {
            cluster.close();
        } catch (ClusterException e) {
            // Tens of thousands of files can take longer to remove than a cluster waits; whoever removes them goes on.
            // What was measured stands.
            Progress.say("%s", e.getMessage());
        }
    }

    private Figures run() throws Exception {
        List<String> tenants = Schemas.named("t", TENANTS);
        List<String> others = Schemas.named("loop", LOOPED);
        List<String> warming = Schemas.named("warm", 2 * WARMING);
        schemas.create(tenants);
        schemas.create(others);
        schemas.create(warming);
        Progress.say("%d schemas are there", TENANTS + LOOPED);
        loop(warming.subList(0, WARMING), LOOP_HALF);
        Migrations warm = schemas.migrations(warming, Schemas.BEFORE, Schemas.AFTER);
        warm.migrate().orThrow();

        looped = 0;
        loopTook = Duration.ZERO;
        loop(others.subList(0, LOOPED / 2), LOOP_HALF);
        Progress.say(
                "the loop took %d ms for each of %d",
                perTarget(loopTook, looped).toMillis(), looped);

        Migrations migrations = schemas.migrations(tenants, Schemas.BEFORE, Schemas.AFTER);
        requireThatWhatIsMissingIsFound(tenants);
        long start;
        Duration took;
        MigrationReport report;
        long heap;
        try (LiveHeap live = new LiveHeap()) {
            start = System.nanoTime();
            report = migrations.migrate().orThrow();
            took = since(start);
            heap = live.most();
        }
        if (done() != TENANTS || report.targets().size() != TENANTS) {
            throw new IllegalStateException(done() + " of " + TENANTS + " schemas are done");
        }
        Progress.say(
                "the migration took %d ms for each of %d",
                perTarget(took, TENANTS).toMillis(), TENANTS);

        start = System.nanoTime();
        MigrationReport nothing = migrations.migrate().orThrow();
        Duration noop = since(start);
        requireThatNothingWasLeft(nothing);

        loop(others.subList(LOOPED / 2, LOOPED), LOOP_HALF);
        double speedup = (double) perTarget(loopTook, looped).toNanos()
                / perTarget(took, TENANTS).toNanos();
        return new Figures()
                .count("tenants", report.targets().size())
                .ratio("speedup", speedup)
                .milliseconds("noop_ms", noop)
                .count("peak_heap_mb", heap >> 20)
                .milliseconds("migrate_ms", took)
                .count("loop_tenants", looped)
                .milliseconds("loop_ms", loopTook);
    }

    /** What somebody writes who has Flyway and a list. */
    private void loop(List<String> tenants, Duration atMost) {
        DataSource dataSource = schemas.dataSource();
        long start = System.nanoTime();
        for (String tenant : tenants) {
            if (since(start).compareTo(atMost) > 0) {
                break;
            }
            Flyway.configure()
                    .dataSource(dataSource)
                    .locations(Schemas.BEFORE, Schemas.AFTER)
                    .schemas("tenant_" + tenant)
                    .load()
                    .migrate();
            looped++;
        }
        loopTook = loopTook.plus(since(start));
    }

    private long done() throws SQLException {
        return schemas.number("""
                select count(*) from pg_catalog.pg_attribute a
                join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname like 'tenant\\_t%' and c.relname = 'customer' and a.attname = 'email' and not a.attisdropped
                """);
    }

    /** The check has to be able to fail: before the run, nothing is done but what is done by hand. */
    private void requireThatWhatIsMissingIsFound(List<String> tenants) throws SQLException {
        String table = "tenant_" + tenants.getLast() + ".customer";
        long none = done();
        schemas.execute("alter table " + table + " add column email text");
        long one = done();
        schemas.execute("alter table " + table + " drop column email");
        if (none != 0 || one != 1) {
            throw new IllegalStateException("The check does not see what is missing: " + none + ", " + one);
        }
    }

    /** A second run finds every schema at the last version, and runs nothing. */
    private static void requireThatNothingWasLeft(MigrationReport again) {
        for (TargetReport target : again.targets()) {
            if (!target.applied().isEmpty() || !target.version().equals(Optional.of(LAST_VERSION))) {
                throw new IllegalStateException(target.target().label() + " was not done, or is done twice");
            }
        }
    }

    private static Duration perTarget(Duration took, int targets) {
        return took.dividedBy(Math.max(1, targets));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
