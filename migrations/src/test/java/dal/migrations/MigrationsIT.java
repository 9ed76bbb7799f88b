package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each test works in a schema of its own. */
@PostgresTest(replicas = 1)
final class MigrationsIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestDatabase database;
    private final PostgresCluster cluster;
    private final String schema = "test" + NUMBER.incrementAndGet();
    private final ScriptFolder scripts;

    MigrationsIT(TestDatabase database, PostgresCluster cluster, @TempDir Path directory) {
        this.database = database;
        this.cluster = cluster;
        this.scripts = new ScriptFolder(directory);
    }

    @Test
    void migratesAnEmptyDatabaseAndThenFindsNothingToDo() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", "create table book (id int)")
                .with("R__books.sql", "create or replace view books as select id from book");

        TargetReport first = only(migrations().migrate().orThrow());
        TargetReport second = only(migrations().migrate().orThrow());

        assertThat(first.applied())
                .extracting(Script::version, Script::description, Script::file, Script::state)
                .containsExactly(
                        tuple("1", "shelf", "V1__shelf.sql", Script.State.APPLIED),
                        tuple("2", "book", "V2__book.sql", Script.State.APPLIED),
                        tuple(null, "books", "R__books.sql", Script.State.APPLIED));
        assertThat(first.version()).contains("2");
        assertThat(second.applied()).isEmpty();
        assertThat(second.scripts()).isEqualTo(first.scripts());
        assertThat(values("select count(*) from %s.books")).containsExactly("0");
    }

    @Test
    void infoTellsPendingFromAppliedAndChangesNothing() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        assertThat(only(migrations().info().orThrow()).version()).isEmpty();
        assertThat(values("select nspname from pg_namespace where nspname = '%s'"))
                .isEmpty();
        migrations().migrate().orThrow();
        scripts.with("V2__book.sql", "create table book (id int)");

        assertThat(only(migrations().info().orThrow()).scripts())
                .extracting(Script::file, Script::state)
                .containsExactly(
                        tuple("V1__shelf.sql", Script.State.APPLIED), tuple("V2__book.sql", Script.State.PENDING));
        assertThat(values("select to_regclass('%s.book')")).containsExactly("null");
    }

    @Test
    void validateFindsWhatIsPendingWasChangedOrHasGone() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)").with("V2__book.sql", "create table book (id int)");
        migrations().migrate().orThrow();
        assertThat(migrations().validate().successful()).isTrue();

        scripts.with("V1__shelf.sql", "create table shelf (id bigint)").with("V3__reader.sql", "select 1");
        assertThat(scripts.directory().resolve("V2__book.sql").toFile().delete())
                .isTrue();

        assertThat(only(migrations().validate()).faults())
                .extracting(Fault::message)
                .containsExactlyInAnyOrder(
                        "V1__shelf.sql was changed after it was run",
                        "V2 'book' was run, but the script is not there",
                        "V3__reader.sql has not been run");
    }

    @Test
    void migrateRunsNothingWhereAScriptWasChangedAfterItWasRun() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        migrations().migrate().orThrow();
        scripts.with("V1__shelf.sql", "create table shelf (id bigint)")
                .with("V2__book.sql", "create table book (id int)");

        TargetReport report = only(migrations().migrate());

        assertThat(report.faults())
                .extracting(Fault::message)
                .containsExactly("V1__shelf.sql was changed after it was run");
        assertThat(report.applied()).isEmpty();
        assertThat(values("select to_regclass('%s.book')")).containsExactly("null");
    }

    @Test
    void aFailingScriptIsNamedWithItsLineAndSqlStateAndLeavesNothingBehind() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", """
                        -- Books stand on shelves.
                        create table book (id int);

                        create view standing as
                            select id,
                                   shelf_no
                            from book;
                        """)
                .with("V3__reader.sql", "create table reader (id int)");

        TargetReport report = only(migrations().migrate());

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.message())
                    .isEqualTo("V2__book.sql line 6: column \"shelf_no\" does not exist (SQLSTATE 42703)");
            assertThat(fault.script()).isEqualTo("V2__book.sql");
            assertThat(fault.line()).isEqualTo(6);
            assertThat(fault.sqlState()).isEqualTo("42703");
        });
        assertThat(report.applied()).extracting(Script::file).containsExactly("V1__shelf.sql");
        assertThat(report.version()).contains("1");
        assertThat(values("select to_regclass('%1$s.book'), to_regclass('%1$s.shelf') is not null"))
                .containsExactly("null", "t");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> new MigrationReport(List.of(report)).orThrow())
                .withMessageContaining("V2__book.sql line 6");
    }

    @Test
    void aRowsValuesStayOutOfTheMessage() {
        scripts.with("V1__book.sql", """
                create table book (title text unique);
                insert into book values ('Confidential'), ('Confidential');
                """);

        assertThat(only(migrations().migrate()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("line 2", "duplicate key", "23505")
                        .doesNotContain("Confidential"));
    }

    @Test
    void whatRanBeforeFlywayGaveUpOnAScriptIsReported() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", "create table ${book} (id int)");

        TargetReport report = only(migrations().migrate());

        assertThat(report.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("V2__book.sql", "${book}")
                        .doesNotContain("http"));
        assertThat(report.applied()).extracting(Script::file).containsExactly("V1__shelf.sql");
        assertThat(only(migrations().placeholder("book", "book").migrate().orThrow())
                        .version())
                .contains("2");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void createsAnIndexConcurrently() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__index.sql", "create index concurrently shelf_id on shelf (id)");

        assertThat(only(migrations().migrate().orThrow()).version()).contains("2");
    }

    @Test
    void twoRunsAtOnceRunEveryScriptOnce() throws Exception {
        for (int number = 1; number <= 5; number++) {
            scripts.with("V" + number + "__table.sql", "create table t" + number + " (id int); select pg_sleep(0.05)");
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<MigrationReport> one = threads.submit(() -> migrations().migrate());
            Future<MigrationReport> two = threads.submit(() -> migrations().migrate());

            List<Script> applied = new ArrayList<>(only(one.get().orThrow()).applied());
            applied.addAll(only(two.get().orThrow()).applied());

            assertThat(applied).extracting(Script::version).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        }
    }

    @Test
    void findsThePrimaryWhereverItStandsAmongTheNodes() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        PostgresNode replica = cluster.replicas().getFirst();

        assertThat(only(migrations(Configurations.single(to(replica), to(cluster.primary())))
                                .migrate()
                                .orThrow())
                        .version())
                .contains("1");
    }

    @Test
    void saysOfEveryNodeWhyItIsNoPrimary() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        PostgresNode replica = cluster.replicas().getFirst();
        Login superuser = database.superuser();
        ConnectionConfig missing =
                Configurations.connection("localhost", replica.port(), "no_such_database", superuser.user(), "hush");

        assertThat(only(migrations(Configurations.single(to(replica), missing)).migrate())
                        .faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.message())
                            .startsWith("No primary found: ")
                            .contains(replica.host() + ":" + replica.port() + " is a replica")
                            .contains("/no_such_database as " + superuser.user())
                            .contains("28P01")
                            .doesNotContain("hush");
                    assertThat(fault.sqlState()).isEqualTo("28P01");
                });
    }

    @Test
    void aPoolerThatNobodyDeclaredIsFoundAndRefusedWithTheReason() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        PostgresNode primary = cluster.primary();
        Login login = database.superuser();
        try (PoolerStandIn pooler = new PoolerStandIn(primary.host(), primary.port())) {
            ConnectionConfig past = Configurations.connection(
                    "127.0.0.1", pooler.port(), database.name(), login.user(), login.password());

            assertThat(only(migrations(Configurations.single(past)).migrate()).faults())
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.message())
                                .startsWith("A pooler stands in front of 127.0.0.1:" + pooler.port());
                        assertThat(fault.advice()).contains("DATABASE_URL_DIRECT");
                    });
            assertThat(values("select nspname from pg_namespace where nspname = '%s'"))
                    .isEmpty();

            assertThat(only(migrations(Configurations.classes(
                                            Map.of("basic", Configurations.cluster("main", to(primary), past))))
                                    .migrate()
                                    .orThrow())
                            .version())
                    .contains("1");
        }
    }

    @Test
    void aTargetThatFailsDoesNotStopTheOthers() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        ConnectionConfig good = to(cluster.primary());
        ConnectionConfig bad = Configurations.connection(good.host(), good.port(), "no_such_database", good.user(), "");

        MigrationReport report = migrations(Configurations.classPerCluster(
                        Configurations.cluster("first", null, bad), Configurations.cluster("second", null, good)))
                .migrate();

        assertThat(report.successful()).isFalse();
        assertThat(report.targets())
                .extracting(target -> target.target().label(), TargetReport::successful)
                .containsExactly(
                        tuple("first/no_such_database/" + schema, false),
                        tuple("second/" + database.name() + "/" + schema, true));
    }

    @Test
    void runsAsTheRoleOfTheDirectConnection() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        Login service = database.applicationRole();
        PostgresNode primary = cluster.primary();
        ConnectionConfig asService = Configurations.connection(
                primary.host(), primary.port(), database.name(), service.user(), service.password());

        assertThat(only(migrations(Configurations.single(asService)).migrate()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.sqlState()).isEqualTo("42501"));

        migrations(Configurations.classes(Map.of("basic", Configurations.cluster("main", to(primary), asService))))
                .migrate()
                .orThrow();
        assertThat(values("select tableowner from pg_tables where schemaname = '%s' and tablename = 'shelf'"))
                .containsExactly(database.superuser().user());
    }

    @Test
    void aHistoryThatTheRoleMayNotReadIsAFaultAndNotTakenForNone() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        migrations().migrate().orThrow();
        Login service = database.applicationRole();
        database.execute("grant usage on schema " + schema + " to " + service.user());
        PostgresNode primary = cluster.primary();
        ConnectionConfig asService = Configurations.connection(
                primary.host(), primary.port(), database.name(), service.user(), service.password());

        assertThat(only(migrations(Configurations.single(asService)).info()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.sqlState()).isEqualTo("42501"));
    }

    @Test
    void aFolderWithoutScriptsIsAFault() {
        assertThat(only(migrations().migrate()).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("no scripts", scripts.location()));
    }

    private Migrations migrations() {
        return migrations(Configurations.single(to(cluster.primary())));
    }

    private Migrations migrations(DataAccessConfig config) {
        return Migrations.of(config).scripts(scripts.location()).schema(schema);
    }

    private ConnectionConfig to(PostgresNode node) {
        Login login = database.superuser();
        return Configurations.connection(node.host(), node.port(), database.name(), login.user(), login.password());
    }

    private static TargetReport only(MigrationReport report) {
        assertThat(report.targets()).hasSize(1);
        return report.targets().getFirst();
    }

    /** Every value of the result, row by row; {@code %s} is the test's schema. */
    private List<String> values(String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(schema))) {
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    values.add(String.valueOf(rows.getString(column)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
        return values;
    }
}
