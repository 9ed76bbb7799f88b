package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.error.InvalidConfigurationException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
final class FanOutIT {

    private static final String[] TENANTS = {"a", "b", "c", "d", "e", "f"};

    private final ScriptFolder scripts;
    private final TenantSchemas tenants;

    FanOutIT(TestDatabase database, @TempDir Path directory) {
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.tenants = new TenantSchemas(database, scripts);
    }

    @Test
    void everyTenantHasASchemaAndAHistoryOfItsOwn() {
        MigrationReport report = tenants.of(TENANTS).migrate().orThrow();

        assertThat(report.targets())
                .extracting(target -> String.valueOf(target.target().tenant()))
                .containsExactly(TENANTS);
        for (String tenant : TENANTS) {
            assertThat(tenants.versions(tenant)).containsExactly("1");
            assertThat(tenants.values("select count(*) from " + tenants.schema(tenant) + ".shelf"))
                    .containsExactly("0");
        }
    }

    @Test
    void aFailingScriptInOneTenantLetsTheOthersFinishAndTheReportNamesIt() {
        oneIsInTheWayOf("c");

        MigrationReport report = tenants.of(TENANTS).migrate();

        assertThat(report.targets())
                .filteredOn(target -> !target.successful())
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.target().tenant()).hasToString("c");
                    assertThat(failed.state()).isEqualTo(TargetReport.State.FAILED);
                    assertThat(failed.faults()).singleElement().satisfies(fault -> {
                        assertThat(fault.script()).isEqualTo("V2__book.sql");
                        assertThat(fault.line()).isEqualTo(2);
                        assertThat(fault.sqlState()).isEqualTo("42P07");
                    });
                });
        assertThat(tenants.versions("c")).containsExactly("1");
        assertThat(tenants.versions("f")).containsExactly("1", "2");
    }

    @Test
    void theNextRunTouchesOnlyWhatIsUnfinished() {
        oneIsInTheWayOf("c");
        tenants.of(TENANTS).migrate();
        tenants.execute("c", "drop table %s.book");
        Heard heard = new Heard();

        tenants.of(TENANTS).listener(heard).migrate().orThrow();

        assertThat(heard.begun).containsExactly("c");
        assertThat(tenants.versions("c")).containsExactly("1", "2");
    }

    @Test
    void whereTheCanaryFailsNothingElseIsTouched() {
        oneIsInTheWayOf("a");

        MigrationReport report = tenants.of(TENANTS).migrate();

        assertThat(report.targets()).extracting(TargetReport::state).startsWith(TargetReport.State.FAILED);
        assertThat(report.targets().subList(1, TENANTS.length)).allSatisfy(target -> {
            assertThat(target.state()).isEqualTo(TargetReport.State.NOT_STARTED);
            assertThat(target.faults().getFirst().message()).contains(tenants.schema("a"), "went first");
        });
        assertThat(tenants.versions("b")).containsExactly("1");
    }

    @Test
    void theCanaryCanBeNamed() {
        oneIsInTheWayOf("d");

        MigrationReport report = tenants.of(TENANTS)
                .settings(MigrationSettings.DEFAULT.withCanary(true, "d"))
                .migrate();

        assertThat(report.targets())
                .filteredOn(target -> target.state() == TargetReport.State.NOT_STARTED)
                .hasSize(TENANTS.length - 1);
    }

    @Test
    void aCanaryThatNobodyIsCalledByIsRefusedBeforeAnythingIsTouched() {
        MigrationSettings mistyped = MigrationSettings.DEFAULT.withCanary(true, "dd");

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> tenants.of(TENANTS).settings(mistyped).migrate())
                .withMessageContaining("'dd'");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> tenants.of(TENANTS).settings(mistyped).plan());
        assertThat(tenants.values("select nspname from pg_namespace where nspname = '" + tenants.schema("a") + "'"))
                .isEmpty();
    }

    @Test
    void noFurtherTargetIsBegunOnceTooManyHaveFailed() {
        oneIsInTheWayOf("b", "c", "d");

        MigrationReport report = tenants.of(TENANTS)
                .settings(MigrationSettings.DEFAULT.withParallel(1).withFailureBudget(2))
                .migrate();

        assertThat(report.targets())
                .extracting(TargetReport::state)
                .containsExactly(
                        TargetReport.State.DONE,
                        TargetReport.State.FAILED,
                        TargetReport.State.FAILED,
                        TargetReport.State.NOT_STARTED,
                        TargetReport.State.NOT_STARTED,
                        TargetReport.State.NOT_STARTED);
    }

    @Test
    void aThreadThatIsInterruptedFinishesWhatIsUnderWayAndBeginsNothingMore() {
        Thread caller = Thread.currentThread();
        Heard heard = new Heard() {
            @Override
            public void began(MigrationTarget target, int attempt) {
                super.began(target, attempt);
                if (begun.size() == 2) {
                    caller.interrupt();
                }
            }
        };
        scripts.with("V1__shelf.sql", "create table shelf (id int); select pg_sleep(0.2)");

        MigrationReport report = tenants.of(TENANTS)
                .settings(MigrationSettings.DEFAULT.withParallel(1))
                .listener(heard)
                .migrate();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.targets().getLast().faults())
                .extracting(Fault::message)
                .containsExactly("Not begun: the run was interrupted");
        assertThat(report.targets().get(1).state()).isEqualTo(TargetReport.State.DONE);
    }

    @Test
    void twoRunsAtOnceEndInTheSameStateWithoutAnError() throws Exception {
        for (int version = 2; version <= 4; version++) {
            scripts.with(
                    "V" + version + "__table.sql", "create table t" + version + " (id int); select pg_sleep(0.02)");
        }
        String[] many = IntStream.range(0, 12).mapToObj(number -> "t" + number).toArray(String[]::new);
        List<String> applied = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<MigrationReport>> runs = List.of(
                    threads.submit(() -> tenants.of(many).migrate()),
                    threads.submit(() -> tenants.of(many).migrate()));
            for (Future<MigrationReport> run : runs) {
                run.get()
                        .orThrow()
                        .targets()
                        .forEach(target -> target.applied()
                                .forEach(script -> applied.add(target.target().tenant() + " " + script.version())));
            }
        }

        assertThat(applied).doesNotHaveDuplicates().hasSize(12 * 4);
        for (String tenant : many) {
            assertThat(tenants.versions(tenant)).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void whatAScriptLeavesOnItsConnectionDoesNotReachTheNextTenant() {
        scripts.with("V1__shelf.sql", """
                create table shelf (id int);
                create temp table left_over (id int);
                set statement_timeout = '7s';
                set role none;
                """);
        scripts.with("V2__book.sql", "create table book as select current_setting('statement_timeout') as timeout");

        tenants.of("a", "b", "c")
                .settings(MigrationSettings.DEFAULT.withParallel(1))
                .migrate()
                .orThrow();
        scripts.with("V3__late.sql", "create table late as select current_setting('statement_timeout') as timeout");
        tenants.of("a", "b", "c")
                .settings(MigrationSettings.DEFAULT.withParallel(1))
                .migrate()
                .orThrow();

        assertThat(tenants.values("select timeout from " + tenants.schema("c") + ".late"))
                .containsExactly("0");
    }

    @Test
    void aScriptAndItsRowInTheHistoryAreOneTransaction() {
        scripts.with("V1__shelf.sql", "create table shelf as select pg_current_xact_id()::text as id");
        tenants.of("a").migrate().orThrow();

        assertThat(tenants.values(
                        "select (h.xmin::text::bigint = s.id::bigint)::text from %1$s.flyway_schema_history h, %1$s.shelf s where version = '1'"
                                .formatted(tenants.schema("a"))))
                .containsExactly("true");
    }

    @Test
    void indexesAreBuiltConcurrentlyByRunsThatMeet() throws Exception {
        scripts.with("V2__index.sql", "create index concurrently shelf_id on shelf (id)");
        AtomicReference<MigrationReport> other = new AtomicReference<>();
        Thread beside = Thread.ofPlatform()
                .start(() -> other.set(tenants.of("a", "b", "c").migrate()));

        tenants.of("a", "b", "c").migrate().orThrow();
        beside.join();

        assertThat(other.get().successful()).isTrue();
        assertThat(tenants.versions("b")).containsExactly("1", "2");
    }

    /** Lets V2 fail in these. */
    private void oneIsInTheWayOf(String... some) {
        tenants.of(TENANTS).migrate().orThrow();
        for (String tenant : some) {
            tenants.execute(tenant, "create table %s.book (id int)");
        }
        scripts.with("V2__book.sql", "-- Books.\ncreate table book (id int)");
    }
}
