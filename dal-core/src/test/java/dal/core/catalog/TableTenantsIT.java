package dal.core.catalog;

import static dal.core.testkit.Catalogs.CATALOG;
import static dal.core.testkit.Catalogs.HARDLY_EVER;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dal.TenantDatabase;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.core.pool.Servers;
import dal.core.testkit.Backends;
import dal.core.testkit.Catalogs;
import dal.core.testkit.Doors;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.NodeUnavailableException;
import dal.error.TenantSuspendedException;
import dal.error.UnknownTenantException;
import dal.spi.TenantCatalog;
import dal.status.Alert;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tenants that stand in a table come, move, are suspended and go while the process runs. */
@PostgresTest
class TableTenantsIT {

    private static final String USUAL = "('acme', 'bound', 3, false), ('globex', 'unbound', 1, false)";
    private static final String LISTENERS = "select count(*) from pg_stat_activity"
            + " where application_name = 'it/catalog' and datname = current_database() and query = 'listen \"dal_tenant\"'";

    private static Login role;

    @SuppressWarnings("NullAway.Init") // Each test opens its own.
    private Layer layer;

    @BeforeAll
    static void create(TestDatabase database) {
        Notes.create(database);
        role = Catalogs.create(database, USUAL);
        database.execute(
                "revoke all on dal_tenant from %1$s; grant select on dal_tenant to %1$s".formatted(role.user()));
        database.applicationRole();
    }

    @AfterAll
    static void drop(TestDatabase database) {
        Doors.drop(database, role);
    }

    @AfterEach
    void close(TestDatabase database) {
        layer.close();
        layer.pools().assertNothingHeld();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("dal-catalog"));
        Catalogs.fill(database, USUAL);
    }

    private void open(TestDatabase database, Duration refresh) {
        open(database, refresh, config -> config);
    }

    private void open(TestDatabase database, Duration refresh, UnaryOperator<DataAccessConfig> change) {
        layer = Layer.configured(database, config -> Catalogs.configure(change.apply(config), role, refresh));
    }

    /** Listens, and has read all that was told before. */
    private void listening(TestDatabase database) {
        open(database, HARDLY_EVER);
        awaitListener(database);
        assertThat(placement(ACME)).isPresent();
    }

    private static void awaitListener(TestDatabase database) {
        await().until(() -> Backends.number(database, database.cluster().primary(), LISTENERS) == 1);
    }

    private Optional<TenantPlacement> placement(TenantId tenant) {
        return layer.injector().getInstance(TenantCatalog.class).find(tenant);
    }

    private List<Alert> alerts() {
        return layer.databases().status().alerts();
    }

    private static String answer(TenantDatabase database) {
        return String.valueOf(database.dsl().fetchValue("select 'answered'"));
    }

    @Test
    void theTableSaysWhereATenantLives(TestDatabase database) {
        open(database, HARDLY_EVER);

        assertThat(placement(ACME)).contains(new TenantPlacement(Layer.BOUND, 3, false));
        assertThat(layer.database(ACME).dsl().fetchValue("select current_setting('app.tenant_id', true)"))
                .isEqualTo("acme");
        assertThat(answer(layer.database(GLOBEX))).isEqualTo("answered");
        assertThat(layer.databases().status().pools())
                .extracting(pool -> pool.name().tenantClass())
                .contains(Layer.BOUND, Layer.UNBOUND, CATALOG);
    }

    @Test
    void itsStatementsMayBeRunAgain(TestDatabase database) {
        database.execute(Catalogs.table(HARDLY_EVER).ddl());
        open(database, HARDLY_EVER);
        assertThat(placement(ACME)).isPresent();
    }

    @Test
    void aNotificationHasItReadAtOnce(TestDatabase database) {
        listening(database);

        database.execute("update dal_tenant set tenant_class = 'unbound', weight = 9 where tenant_id = 'acme'");
        await().until(() -> placement(ACME).equals(Optional.of(new TenantPlacement(Layer.UNBOUND, 9, false))));

        database.execute("truncate dal_tenant");
        await().until(() -> placement(GLOBEX).isEmpty());
    }

    @Test
    void aTenantIsSuspendedAndLetInAgain(TestDatabase database) {
        listening(database);
        TenantDatabase acme = layer.database(ACME);
        assertThat(answer(acme)).isEqualTo("answered");

        database.execute("update dal_tenant set suspended = true where tenant_id = 'acme'");
        await().until(() -> placement(ACME).orElseThrow().suspended());
        assertThatExceptionOfType(TenantSuspendedException.class)
                .isThrownBy(() -> answer(acme))
                .withMessageContaining("tenant=acme");
        assertThat(answer(layer.database(GLOBEX))).isEqualTo("answered");

        database.execute("update dal_tenant set suspended = false where tenant_id = 'acme'");
        await().until(() -> !placement(ACME).orElseThrow().suspended());
        assertThat(answer(acme)).isEqualTo("answered");
    }

    @Test
    void aTenantJustAddedIsFoundThoughNobodyToldOfIt(TestDatabase database) {
        open(database, HARDLY_EVER);
        awaitListener(database);
        assertThat(placement(ACME)).isPresent();
        database.execute("alter table dal_tenant disable trigger tenant_changed");
        try {
            database.execute("insert into dal_tenant (tenant_id, tenant_class) values ('initech', 'bound')");

            await().ignoreExceptionsInstanceOf(UnknownTenantException.class)
                    .until(() -> answer(layer.database(TenantId.of("initech"))).equals("answered"));
        } finally {
            database.execute("alter table dal_tenant enable trigger tenant_changed");
        }
    }

    @Test
    void aTenantThatStandsNowhereIsRefused(TestDatabase database) {
        open(database, HARDLY_EVER);
        assertThatExceptionOfType(UnknownTenantException.class)
                .isThrownBy(() -> answer(layer.database(TenantId.of("nobody"))))
                .withMessageContaining("tenant=nobody");
    }

    @Test
    void aRowThatCannotBeUnderstoodIsToldAndBreaksNoOther(TestDatabase database) {
        Catalogs.fill(database, USUAL + ", ('golden', 'gold', 1, false), ('door', 'catalog', 1, false)");
        open(database, HARDLY_EVER);

        assertThat(placement(ACME)).isPresent();
        assertThat(placement(TenantId.of("golden"))).isEmpty();
        assertThat(placement(TenantId.of("door"))).isEmpty();
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.name()).isEqualTo(CatalogAlerts.ROWS);
            assertThat(alert.message()).contains("'golden'", "'gold'");
        });
    }

    @Test
    void whatIsKnownServesThroughAnOutageAndItsAgeIsTold(TestDatabase database) {
        open(database, Duration.ofSeconds(1));
        TenantDatabase acme = layer.database(ACME);
        assertThat(answer(acme)).isEqualTo("answered");

        database.execute("revoke select on dal_tenant from " + role.user());
        try {
            await().until(() -> alerts().stream().anyMatch(alert -> alert.name().equals(CatalogAlerts.STALE)));
            assertThat(answer(acme)).isEqualTo("answered");
            assertThat(placement(TenantId.of("nobody"))).isEmpty();
        } finally {
            database.execute("grant select on dal_tenant to " + role.user());
        }
        await().until(() -> alerts().isEmpty());
    }

    @Test
    void atAColdStartWithoutTheTableWorkIsRefusedAndMayComeAgain(TestDatabase database) {
        database.execute("revoke select on dal_tenant from " + role.user());
        try {
            open(database, HARDLY_EVER);
            assertThatExceptionOfType(NodeUnavailableException.class)
                    .isThrownBy(() -> answer(layer.database(ACME)))
                    .withMessageContaining("The tenant catalog has not been read")
                    .satisfies(error -> assertThat(error.retryable()).isTrue());
        } finally {
            database.execute("grant select on dal_tenant to " + role.user());
        }
        await().untilAsserted(() -> assertThat(answer(layer.database(ACME))).isEqualTo("answered"));
    }

    @Test
    void aListenerThatWasCutListensAgainAndMissesNothing(TestDatabase database) throws SQLException {
        listening(database);
        database.execute("alter table dal_tenant disable trigger tenant_changed");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            database.execute("update dal_tenant set weight = 5 where tenant_id = 'acme'");
            statement.execute("select pg_terminate_backend(pid, 30000) from pg_stat_activity"
                    + " where application_name = 'it/catalog' and datname = current_database()");
        } finally {
            database.execute("alter table dal_tenant enable trigger tenant_changed");
        }
        await().until(() -> placement(ACME).orElseThrow().weight() == 5);

        awaitListener(database);
        database.execute("update dal_tenant set weight = 6 where tenant_id = 'acme'");
        await().until(() -> placement(ACME).orElseThrow().weight() == 6);
    }

    @Test
    void aNodeThatIsNotThePrimaryAnyMoreIsNotListenedTo(TestDatabase database) {
        listening(database);

        layer.routing().observe(NodeName.of("primary"), Role.REPLICA);
        await().until(() -> Backends.number(database, database.cluster().primary(), LISTENERS) == 0);
        assertThat(placement(ACME)).isPresent();

        layer.routing().observe(NodeName.of("primary"), Role.PRIMARY);
        awaitListener(database);
    }

    @Test
    void throughAPoolerItIsReadAtItsRefreshAlone(TestDatabase database) {
        open(database, Duration.ofSeconds(1), TableTenantsIT::throughAPooler);
        assertThat(placement(ACME)).isPresent();

        database.execute("update dal_tenant set weight = 7 where tenant_id = 'acme'");
        await().until(() -> placement(ACME).orElseThrow().weight() == 7);
        assertThat(Backends.number(
                        database,
                        database.cluster().primary(),
                        "select count(*) from pg_stat_activity where application_name = 'it/catalog'"
                                + " and datname = current_database()"))
                .isZero();
    }

    @Test
    void aPoolerThatIsFoundLaterIsNotListenedThroughAnyMore(TestDatabase database) {
        listening(database);

        Servers servers = layer.injector().getInstance(Servers.class);
        servers.foundPooler(servers.node(Layer.CLUSTER, NodeName.of("primary")).connection());

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Backends.number(database, database.cluster().primary(), LISTENERS) == 0);
        assertThat(placement(ACME)).isPresent();
    }

    /** As if one stood in front. */
    private static DataAccessConfig throughAPooler(DataAccessConfig config) {
        ClusterConfig cluster = config.clusters().values().iterator().next();
        List<NodeConfig> nodes = cluster.nodes().stream()
                .map(node -> {
                    ConnectionConfig direct = node.connection();
                    return new NodeConfig(
                            node.name(),
                            new ConnectionConfig(
                                    direct.host(),
                                    direct.port(),
                                    direct.database(),
                                    direct.user(),
                                    direct.password(),
                                    direct.tls(),
                                    true,
                                    direct.driverProperties()));
                })
                .toList();
        return new DataAccessConfig(
                config.applicationName(),
                Map.of(cluster.name(), new ClusterConfig(cluster.name(), nodes, null)),
                config.classes(),
                config.tenants(),
                config.monitor(),
                config.routing(),
                config.unscoped(),
                config.budget(),
                config.shutdown());
    }
}
