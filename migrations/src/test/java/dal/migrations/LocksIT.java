package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run waits for: locks of others, another run, a replica. */
@PostgresTest(replicas = 1)
final class LocksIT {

    private static final MigrationSettings IMPATIENT = MigrationSettings.DEFAULT.withLocks(
            List.of(Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofSeconds(20)), Duration.ofMillis(300));

    private final TestDatabase database;
    private final PostgresCluster cluster;
    private final ScriptFolder scripts;
    private final TenantSchemas tenants;

    LocksIT(TestDatabase database, PostgresCluster cluster, @TempDir Path directory) {
        this.database = database;
        this.cluster = cluster;
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.tenants = new TenantSchemas(database, scripts);
    }

    @Test
    void aScriptThatDoesNotGetItsLockIsTriedAgainWithMorePatience() throws SQLException {
        tenants.of("a").migrate().orThrow();
        scripts.with("V2__extra.sql", "create table extra (id int)").with("V3__name.sql", """
                        create table patience as select current_setting('lock_timeout') as lock_timeout;
                        alter table shelf add column name text;
                        """);
        try (Connection holder = hold("lock table %s.shelf in access share mode")) {
            Heard heard = new Heard() {
                @Override
                public void waits(MigrationTarget target, String reason) {
                    super.waits(target, reason);
                    if (waits.size() == 2) {
                        release(holder);
                    }
                }
            };

            TargetReport report = tenants.of("a")
                    .settings(IMPATIENT)
                    .listener(heard)
                    .migrate()
                    .orThrow()
                    .targets()
                    .getFirst();

            assertThat(report.attempts()).isEqualTo(3);
            assertThat(report.applied()).extracting(Script::version).containsExactly("2", "3");
            assertThat(tenants.versions("a")).containsExactly("1", "2", "3");
            assertThat(tenants.values("select lock_timeout from " + tenants.schema("a") + ".patience"))
                    .containsExactly("20s");
        }
    }

    @Test
    void aScriptThatRunsOutsideATransactionIsNotTriedAgainAndCanBeRepaired() throws SQLException {
        tenants.of("a").migrate().orThrow();
        scripts.with("V2__index.sql", "create index concurrently if not exists shelf_id on shelf (id)");
        try (Connection holder = hold("lock table %s.shelf in access exclusive mode")) {
            TargetReport report =
                    tenants.of("a").settings(IMPATIENT).migrate().targets().getFirst();

            assertThat(holder.isClosed()).isFalse();
            assertThat(report.attempts()).isEqualTo(1);
            assertThat(report.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.advice()).contains("outside a transaction"));
        }
        assertThat(tenants.of("a").migrate().targets().getFirst().faults())
                .extracting(Fault::message)
                .containsExactly("V2__index.sql failed and was not rolled back");
        tenants.of("a").repair().orThrow();
        tenants.of("a").migrate().orThrow();
        assertThat(tenants.versions("a")).containsExactly("1", "2");
    }

    @Test
    void aLockThatIsNeverGivenBackIsAFaultWithItsSqlState() throws SQLException {
        tenants.of("a").migrate().orThrow();
        scripts.with("V2__name.sql", "alter table shelf add column name text");
        MigrationSettings settings = MigrationSettings.DEFAULT.withLocks(
                List.of(Duration.ofMillis(20), Duration.ofMillis(20)), Duration.ofSeconds(5));
        try (Connection holder = hold("lock table %s.shelf in access share mode")) {
            TargetReport report =
                    tenants.of("a").settings(settings).migrate().targets().getFirst();

            assertThat(holder.isClosed()).isFalse();
            assertThat(report.attempts()).isEqualTo(2);
            assertThat(report.faults()).singleElement().satisfies(fault -> {
                assertThat(fault.sqlState()).isEqualTo("55P03");
                assertThat(fault.message()).contains("V2__name.sql line 1");
            });
        }
        assertThat(tenants.versions("a")).containsExactly("1");
    }

    @Test
    void anotherRunAtWorkOnTheTargetIsWaitedForAndThenNamed() throws SQLException {
        tenants.of("a").migrate().orThrow();
        scripts.with("V2__name.sql", "alter table shelf add column name text");
        try (Connection holder = hold("select pg_advisory_lock(hashtextextended('dal migrate %s', 0))")) {
            Heard heard = new Heard();
            TargetReport report = tenants.of("a")
                    .settings(IMPATIENT)
                    .listener(heard)
                    .migrate()
                    .targets()
                    .getFirst();

            assertThat(holder.isClosed()).isFalse();
            assertThat(heard.waits).containsExactly("another run is at work on it");
            assertThat(report.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.message()).contains("Another run", tenants.schema("a")));
        }
    }

    @Test
    void nothingIsBegunWhileAReplicaIsTooFarBehind() throws SQLException {
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("V2__name.sql", "alter table shelf add column name text");
        cluster.awaitReplication(Duration.ofSeconds(30));
        cluster.replicas().getFirst().pauseReplay();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table %s.filler as select repeat('x', 1000) as text from generate_series(1, 3000)"
                    .formatted(tenants.schema("b")));

            MigrationReport report = tenants.of("a", "b")
                    .settings(MigrationSettings.DEFAULT.withReplicaLag(1_000_000, Duration.ofMillis(200)))
                    .migrate();

            assertThat(report.targets()).allSatisfy(target -> {
                assertThat(target.state()).isEqualTo(TargetReport.State.NOT_STARTED);
            });
            assertThat(report.targets().getFirst().faults().getFirst().message())
                    .contains("bytes of WAL to replay");
            assertThat(tenants.versions("a")).containsExactly("1");
        } finally {
            cluster.replicas().getFirst().resumeReplay();
        }
        tenants.of("a", "b")
                .settings(MigrationSettings.DEFAULT.withReplicaLag(1_000_000, Duration.ofMinutes(1)))
                .migrate()
                .orThrow();
        assertThat(tenants.versions("b")).containsExactly("1", "2");
    }

    /** A transaction that stays open, having done this with the schema of tenant a. */
    private Connection hold(String sql) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql.formatted(tenants.schema("a")));
        }
        return holder;
    }

    private static void release(Connection holder) {
        try {
            holder.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
