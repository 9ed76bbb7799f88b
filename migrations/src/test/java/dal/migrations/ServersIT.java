package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dal.config.ConnectionConfig;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which server is migrated, by whom, and past what. */
@PostgresTest(replicas = 1)
final class ServersIT {

    private final TestDatabase database;
    private final PostgresCluster cluster;
    private final ScriptFolder scripts;
    private final OneSchema one;

    ServersIT(TestDatabase database, PostgresCluster cluster, @TempDir Path directory) {
        this.database = database;
        this.cluster = cluster;
        this.scripts = new ScriptFolder(directory);
        this.one = new OneSchema(database, cluster, scripts);
    }

    @Test
    void findsThePrimaryWhereverItStandsAmongTheNodes() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        PostgresNode replica = cluster.replicas().getFirst();

        assertThat(OneSchema.only(one.migrations(Configurations.single(one.to(replica), one.to(cluster.primary())))
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

        assertThat(OneSchema.only(one.migrations(Configurations.single(one.to(replica), missing))
                                .migrate())
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
        try (WireProxy pooler = WireProxy.to(primary)) {
            pooler.disguiseBackends(true);
            ConnectionConfig past = Configurations.connection(
                    "127.0.0.1", pooler.port(), database.name(), login.user(), login.password());

            assertThat(OneSchema.only(
                                    one.migrations(Configurations.single(past)).migrate())
                            .faults())
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.message())
                                .startsWith("A pooler stands in front of 127.0.0.1:" + pooler.port());
                        assertThat(fault.advice()).contains("DATABASE_URL_DIRECT");
                    });
            assertThat(one.values("select nspname from pg_namespace where nspname = '%s'"))
                    .isEmpty();

            assertThat(OneSchema.only(one.migrations(Configurations.classes(
                                            Map.of("basic", Configurations.cluster("main", one.to(primary), past))))
                                    .migrate()
                                    .orThrow())
                            .version())
                    .contains("1");
        }
    }

    @Test
    void aTargetThatFailsDoesNotStopTheOthers() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        ConnectionConfig good = one.to(cluster.primary());
        ConnectionConfig bad = Configurations.connection(good.host(), good.port(), "no_such_database", good.user(), "");

        MigrationReport report = one.migrations(Configurations.classPerCluster(
                        Configurations.cluster("first", null, bad), Configurations.cluster("second", null, good)))
                .migrate();

        assertThat(report.successful()).isFalse();
        assertThat(report.targets())
                .extracting(target -> target.target().label(), TargetReport::successful)
                .containsExactly(
                        tuple("first/no_such_database/" + one.schema(), false),
                        tuple("second/" + database.name() + "/" + one.schema(), true));
    }

    @Test
    void runsAsTheRoleOfTheDirectConnection() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        Login service = database.applicationRole();
        PostgresNode primary = cluster.primary();
        ConnectionConfig asService = Configurations.connection(
                primary.host(), primary.port(), database.name(), service.user(), service.password());

        assertThat(OneSchema.only(
                                one.migrations(Configurations.single(asService)).migrate())
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.sqlState()).isEqualTo("42501"));

        one.migrations(Configurations.classes(
                        Map.of("basic", Configurations.cluster("main", one.to(primary), asService))))
                .migrate()
                .orThrow();
        assertThat(one.values("select tableowner from pg_tables where schemaname = '%s' and tablename = 'shelf'"))
                .containsExactly(database.superuser().user());
    }

    @Test
    void aHistoryThatTheRoleMayNotReadIsAFaultAndNotTakenForNone() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        one.migrations().migrate().orThrow();
        Login service = database.applicationRole();
        database.execute("grant usage on schema " + one.schema() + " to " + service.user());
        PostgresNode primary = cluster.primary();
        ConnectionConfig asService = Configurations.connection(
                primary.host(), primary.port(), database.name(), service.user(), service.password());

        assertThat(OneSchema.only(
                                one.migrations(Configurations.single(asService)).info())
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.sqlState()).isEqualTo("42501"));
    }
}
