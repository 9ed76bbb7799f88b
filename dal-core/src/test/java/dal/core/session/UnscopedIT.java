package dal.core.session;

import static dal.core.testkit.Barrier.PASSED;
import static dal.core.testkit.Doors.REPORTS;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.currentUser;
import static org.jooq.impl.DSL.field;

import dal.Database;
import dal.TenantDatabase;
import dal.cluster.Role;
import dal.core.testkit.Barrier;
import dal.core.testkit.Doors;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.error.ConstraintViolatedException;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.spi.Execution;
import dal.status.DrainReport;
import dal.status.DrainReport.ClassDrain;
import dal.status.LifecycleState;
import dal.status.PoolStatus;
import dal.tenant.TenantClassName;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work of no tenant: its own role, its own pools, no tenant bound, and never mixed with a tenant's. */
@PostgresTest(replicas = 1, pools = "it/")
class UnscopedIT {

    private static final TenantClassName JOBS = TenantClassName.of("jobs");
    private static final String WHO = "select current_user || ' ' || session_user || ' '"
            + " || coalesce(nullif(current_setting('app.tenant_id', true), ''), '-')";

    private static Layer layer;
    private static Login reporter;
    private static Login worker;
    private static String application;
    private static final Watched WATCHED = new Watched();

    private Database reports;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        reporter = Doors.role(database, REPORTS);
        worker = Doors.role(database, JOBS);
        application = database.applicationRole().user();
        layer = open(database);
    }

    private static Layer open(TestDatabase database) {
        return Layer.configured(
                database, config -> Doors.add(Doors.add(config, REPORTS, reporter), JOBS, worker), WATCHED);
    }

    @AfterAll
    static void stop(TestDatabase database) {
        layer.close();
        Doors.drop(database, reporter);
        Doors.drop(database, worker);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
        WATCHED.ended().clear();
        reports = layer.databases().unscoped(REPORTS);
        acme = layer.database(ACME);
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
        assertThat(layer.routing().unbalanced()).isEmpty();
    }

    private static String who(DSLContext dsl) {
        return String.valueOf(dsl.fetchValue(WHO));
    }

    private static String asNobodys(Login role) {
        return role.user() + " " + role.user() + " -";
    }

    private static Record2<String, Integer> whereReadsGo(Database database) {
        return database.dsl()
                .select(currentUser(), field("inet_server_port()", Integer.class))
                .fetchSingle();
    }

    @Test
    void logsInAsItsOwnRoleAndBindsNoTenant() {
        assertThat(who(reports.dsl())).isEqualTo(asNobodys(reporter));
        assertThat(who(layer.databases().unscoped(JOBS).dsl())).isEqualTo(asNobodys(worker));
        assertThat(who(acme.dsl())).isEqualTo(application + " " + application + " acme");
    }

    @Test
    void seesTheRowsOfEveryTenantThatItsRoleMaySee() {
        assertThat(reports.dsl().fetch(Notes.texts())).hasSize(5);
        assertThat(acme.dsl().fetch(Notes.texts())).hasSize(3);
    }

    @Test
    void itsReadsGoToReplicasAndItsWritesToThePrimary(TestDatabase database) {
        Record2<String, Integer> read = whereReadsGo(reports);
        assertThat(read.value1()).isEqualTo(reporter.user());
        assertThat(read.value2())
                .isEqualTo(database.cluster().replicas().getFirst().port());

        assertThat(reports.dsl().fetchSingle("select inet_server_port()").get(0))
                .isEqualTo(database.cluster().primary().port());
        reports.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
        assertThat(Notes.of(database, "acme")).containsExactly("acme-2", "acme-3");
        assertThat(Notes.of(database, "globex")).containsExactly("globex-2");
    }

    @Test
    void hasPoolsOfItsOwn() {
        var unused = whereReadsGo(reports);
        unused = whereReadsGo(acme);
        reports.dsl().fetch("select 1");

        assertThat(layer.databases().status().pools())
                .filteredOn(pool -> pool.name().tenantClass().equals(REPORTS))
                .extracting(PoolStatus::max)
                .containsExactly(2, 2);
        assertThat(layer.databases().status().pools())
                .extracting(pool -> pool.name().tenantClass())
                .contains(REPORTS, Layer.BOUND);
    }

    @Test
    void aBlockOfReadsStaysOnOneNodeAndEnds(TestDatabase database) {
        DSLContext[] kept = new DSLContext[1];
        List<String> texts = reports.read(dsl -> {
            kept[0] = dsl;
            assertThat(dsl.fetchSingle("select inet_server_port()").get(0))
                    .isEqualTo(database.cluster().replicas().getFirst().port());
            return dsl.fetch(Notes.texts()).getValues(NOTES.text);
        });

        assertThat(texts).hasSize(5);
        assertThatExceptionOfType(ScopeEndedException.class).isThrownBy(() -> kept[0].fetch("select 1"));
    }

    @Test
    void aTransactionCommitsAndItsServicesJoinIt(TestDatabase database) {
        reports.useTransaction(transaction -> {
            reports.dsl().update(NOTES).set(NOTES.text, "same").execute();
            assertThat(who(transaction.dsl())).isEqualTo(asNobodys(reporter));
            int seen = reports.read(dsl -> dsl.fetchCount(NOTES, NOTES.text.eq("same")));
            assertThat(seen).isEqualTo(5);
        });
        assertThat(Notes.of(database, "globex")).containsExactly("same");
    }

    @Test
    void aTransactionThatFailsIsRolledBackAndTellsTheDoor(TestDatabase database) {
        assertThatExceptionOfType(ConstraintViolatedException.class)
                .isThrownBy(() -> reports.useTransaction(transaction -> {
                    transaction.dsl().deleteFrom(NOTES).execute();
                    transaction.dsl().execute("insert into note (id, tenant_id) values (null, 'x')");
                }))
                .satisfies(error -> {
                    assertThat(error.tenant()).isEmpty();
                    assertThat(error.tenantClass()).contains(REPORTS);
                });
        assertThat(Notes.of(database, "acme")).hasSize(3);
    }

    @Test
    void aTenantsDatabaseInsideItsTransactionIsRefused() {
        reports.useTransaction(transaction -> {
            refused(() -> acme.dsl().fetch("select 1"), "door 'reports'", "tenant 'acme'");
            refused(() -> acme.read(dsl -> dsl.fetch("select 1")), "door 'reports'", "tenant 'acme'");
            refused(() -> acme.useTransaction(inner -> {}), "door 'reports'", "tenant 'acme'");
            refused(() -> acme.dsl().transaction(inner -> {}), "door 'reports'", "tenant 'acme'");
            refused(() -> acme.dsl().connection(connection -> {}), "door 'reports'", "tenant 'acme'");
            assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(5);
        });
    }

    @Test
    void itIsRefusedInsideATenantsTransactionAndInsideAnotherDoors() {
        acme.useTransaction(transaction -> {
            refused(() -> reports.dsl().fetch("select 1"), "tenant 'acme'", "door 'reports'");
            refused(() -> reports.read(dsl -> dsl.fetch("select 1")), "tenant 'acme'", "door 'reports'");
            refused(() -> reports.useTransaction(inner -> {}), "tenant 'acme'", "door 'reports'");
            refused(() -> reports.dsl().transaction(inner -> {}), "tenant 'acme'", "door 'reports'");
            assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(3);
        });
        layer.databases()
                .unscoped(JOBS)
                .useTransaction(
                        transaction -> refused(() -> reports.dsl().fetch("select 1"), "door 'jobs'", "door 'reports'"));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String open, String other) {
        assertThatExceptionOfType(InvalidUseException.class)
                .isThrownBy(call)
                .withMessageContaining("A transaction of " + open)
                .withMessageContaining("the database of " + other)
                .withMessageContaining("end the transaction first");
    }

    @Test
    void isWatchedWithoutATenant() {
        reports.dsl().fetch("select 1");
        reports.useTransaction(
                TransactionOptions.defaults(), transaction -> transaction.dsl().execute("select 2"));

        assertThat(WATCHED.ended()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(ended -> {
            Execution execution = ended.execution();
            assertThat(execution.tenant()).isNull();
            assertThat(execution.tenantClass()).isEqualTo(REPORTS);
            assertThat(execution.role()).isEqualTo(Role.PRIMARY);
        });
    }

    @Test
    void aShutdownWaitsForItsWorkAndTellsOfIt(TestDatabase database) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Layer own = open(database)) {
            Database door = own.databases().unscoped(REPORTS);
            Future<?> work;
            Future<DrainReport> report;
            try (Barrier barrier = Barrier.on(database, database.cluster().primary())) {
                work = threads.submit(() -> door.dsl().fetch("select " + PASSED));
                barrier.awaitOne();
                report = threads.submit(() -> own.databases().shutdown(Duration.ofSeconds(20)));
                await().until(() -> own.databases().status().state() == LifecycleState.DRAINING);
            }

            assertThat(report.get().classes())
                    .filteredOn(drained -> drained.tenantClass().equals(REPORTS))
                    .singleElement()
                    .returns(1, ClassDrain::finished)
                    .returns(0, ClassDrain::cancelled);
            work.get();
        }
    }

    @Test
    void connectionsAreNeverMixedUnderLoad() throws Exception {
        int threads = 8;
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    begin.await();
                    for (int round = 0; round < 100; round++) {
                        check(thread + round);
                    }
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void check(int turn) {
        boolean tenants = turn % 3 == 0;
        Database database = tenants ? layer.database(turn % 2 == 0 ? ACME : GLOBEX) : reports;
        String expected = tenants
                ? application + " " + application + " " + (turn % 2 == 0 ? "acme" : "globex")
                : asNobodys(reporter);
        String seen = switch (turn % 4) {
            case 0 -> who(database.dsl());
            case 1 -> database.read(UnscopedIT::who);
            case 2 -> database.inTransaction(transaction -> who(transaction.dsl()));
            default -> database.dsl().transactionResult(inner -> who(inner.dsl()));
        };
        assertThat(seen).isEqualTo(expected);
    }
}
