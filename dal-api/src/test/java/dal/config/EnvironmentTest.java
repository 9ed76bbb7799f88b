package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final String URL = "postgresql://app:s3cret@db.example.com/shop";

    @Test
    void databaseUrlAloneGivesEveryDefault() {
        DataAccessConfig config = DataAccessConfigReader.fromEnvironment(Map.of("DATABASE_URL", URL));

        assertThat(config.applicationName()).isEqualTo("dal");
        assertThat(config.shutdown().deadline()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.monitor()).isEqualTo(new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1)));
        assertThat(config.tenants()).isEqualTo(new TenantsConfig(Map.of(), Reading.STANDARD));
        assertThat(config.clusters().keySet()).containsExactly(Reading.MAIN);
        assertThat(Reading.main(config).nodes())
                .extracting(node -> node.name().value())
                .containsExactly("primary");
        assertThat(Reading.main(config).direct()).isNull();
        assertThat(Reading.primary(config))
                .isEqualTo(new ConnectionConfig(
                        "db.example.com",
                        5432,
                        "shop",
                        "app",
                        Secret.of("s3cret"),
                        new TlsConfig(SslMode.PREFER, null, null, null),
                        false,
                        Map.of()));
        PoolConfig pool = new PoolConfig(
                20,
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                true);
        assertThat(config.classes())
                .containsOnly(Map.entry(
                        Reading.STANDARD,
                        new TenantClassConfig(
                                Reading.STANDARD,
                                Reading.MAIN,
                                TenantIsolation.rowLevelSecurity("app.tenant_id"),
                                new PoolsConfig(pool, pool.withSize(5, 0), pool),
                                Consistency.eventual(),
                                Duration.ofSeconds(30),
                                Duration.ZERO,
                                Duration.ofMillis(500),
                                false)));
        assertThat(Reading.standard(config)).isEqualTo(TenantClassConfig.of(Reading.STANDARD, Reading.MAIN));
    }

    @Test
    void everyVariableIsHeard() {
        DataAccessConfig config = Reading.environment(Map.of(
                "DATABASE_URL", URL,
                "DATABASE_REPLICA_URLS",
                        "postgres://app@r1/shop , jdbc:postgresql://r2:5433/shop?user=app&password=a,b",
                "DATABASE_URL_DIRECT", "postgresql://owner@db.example.com:6432/shop",
                "PG_POOL_MAX", "40",
                "PG_POOL_MIN", "4",
                "PG_IDLE_TIMEOUT", "15000",
                "PG_CONNECTION_TIMEOUT", "1500",
                "PG_STATEMENT_TIMEOUT", "7000",
                "PG_QUERY_TIMEOUT", "8000",
                "PG_APP_NAME", "shop"));

        ClusterConfig main = Reading.main(config);
        assertThat(main.nodes())
                .extracting(node -> node.name().value())
                .containsExactly("primary", "replica-1", "replica-2");
        assertThat(Reading.node(config, 1).address()).isEqualTo("r1:5432");
        assertThat(Reading.node(config, 2).address()).isEqualTo("r2:5433");
        assertThat(Reading.node(config, 2).password().reveal()).isEqualTo("a,b");
        assertThat(Reading.direct(config).address()).isEqualTo("db.example.com:6432");
        assertThat(Reading.direct(config).user()).isEqualTo("owner");
        assertThat(config.applicationName()).isEqualTo("shop");
        TenantClassConfig standard = Reading.standard(config);
        PoolConfig pool = new PoolConfig(
                40, 4, Duration.ofMillis(1500), Duration.ofSeconds(15), Duration.ofMinutes(10), Duration.ofSeconds(30));
        assertThat(standard.pools()).isEqualTo(new PoolsConfig(pool, pool.withSize(10, 0), pool));
        assertThat(standard.statementTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(standard.queryTimeout()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        Map<String, String> empty = new TreeMap<>();
        for (String name : new String[] {
            "DATABASE_REPLICA_URLS",
            "DATABASE_URL_DIRECT",
            "PG_POOL_MAX",
            "PG_POOL_MIN",
            "PG_IDLE_TIMEOUT",
            "PG_CONNECTION_TIMEOUT",
            "PG_STATEMENT_TIMEOUT",
            "PG_QUERY_TIMEOUT",
            "PG_APP_NAME",
            "DAL_ZONE",
            "PGSSLMODE",
            "PGSSLROOTCERT",
            "PGSSLCERT",
            "PGSSLKEY",
            "PGUSER",
            "PGPASSWORD",
            "PGHOST",
            "PGPORT",
            "PGDATABASE"
        }) {
            empty.put(name, "");
        }
        empty.put("DATABASE_URL", URL);

        assertThat(Reading.environment(empty)).isEqualTo(Reading.url(URL));
    }

    @Test
    void libpqVariablesFillInWhatTheUrlLeavesOut() {
        Map<String, String> libpq = Map.of(
                "DATABASE_URL", "postgresql://",
                "PGHOST", "db.example.com",
                "PGPORT", "5433",
                "PGDATABASE", "shop",
                "PGUSER", "app",
                "PGPASSWORD", " s3cret ",
                "PGSSLMODE", "require");

        assertThat(Reading.primary(Reading.environment(libpq)))
                .isEqualTo(new ConnectionConfig(
                        "db.example.com",
                        5433,
                        "shop",
                        "app",
                        Secret.of(" s3cret "),
                        new TlsConfig(SslMode.REQUIRE, null, null, null),
                        false,
                        Map.of()));
    }

    @Test
    void libpqVariablesOverrideNothing() {
        Map<String, String> libpq = new TreeMap<>(Map.of(
                "PGHOST",
                "h",
                "PGPORT",
                "1",
                "PGDATABASE",
                "d",
                "PGUSER",
                "u",
                "PGPASSWORD",
                "p",
                "PGSSLMODE",
                "disable"));
        libpq.put("DATABASE_URL", "postgresql://app:s3cret@db.example.com:5433/shop?sslmode=require");

        assertThat(Reading.primary(Reading.environment(libpq)))
                .isEqualTo(Reading.connection(libpq.get("DATABASE_URL")));
    }

    @Test
    void theDatabaseIsTheUsersWhereNoneIsNamed() {
        assertThat(Reading.connection("postgresql://app@h").database()).isEqualTo("app");
        assertThat(Reading.connection("postgresql://app@").host()).isEqualTo("localhost");
    }

    @Test
    void whatTheUrlSaysAboutPoolsIsHeard() {
        TenantClassConfig standard =
                Reading.standard(Reading.url(URL + "?connection_limit=8&pool_timeout=3&application_name=shop"));

        assertThat(standard.pools().primary().max()).isEqualTo(8);
        assertThat(standard.pools().fallback().max()).isEqualTo(2);
        assertThat(standard.pools().replica().max()).isEqualTo(20);
        assertThat(standard.pools().primary().acquireTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(standard.pools().fallback().acquireTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Reading.url(URL + "?application_name=shop").applicationName())
                .isEqualTo("shop");
    }

    @Test
    void theLeastLimitOfTheReplicasBoundsTheirPools() {
        PoolsConfig pools = Reading.standard(Reading.environment(Map.of(
                        "DATABASE_URL",
                        URL,
                        "DATABASE_REPLICA_URLS",
                        "postgresql://app@r1/shop?connection_limit=9,postgresql://app@r2/shop?connection_limit=7")))
                .pools();

        assertThat(pools.replica().max()).isEqualTo(7);
        assertThat(pools.primary().max()).isEqualTo(20);
    }

    @Test
    void aVariableMadeForItOutranksTheUrl() {
        TenantClassConfig standard = Reading.standard(Reading.environment(Map.of(
                "DATABASE_URL", URL + "?connection_limit=8&pool_timeout=3",
                "PG_POOL_MAX", "12",
                "PG_CONNECTION_TIMEOUT", "900")));

        assertThat(standard.pools().primary().max()).isEqualTo(12);
        assertThat(standard.pools().primary().acquireTimeout()).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void fiveConnectionsGoThroughAPooler() {
        DataAccessConfig config = Reading.url(URL + "?pgbouncer=true");

        assertThat(Reading.primary(config).pooler()).isTrue();
        assertThat(Reading.standard(config).pools().primary().max()).isEqualTo(5);
        assertThat(Reading.standard(config).pools().fallback().max()).isEqualTo(1);
        assertThat(Reading.standard(config).pools().replica().max()).isEqualTo(20);
        assertThat(Reading.standard(Reading.url(URL + "?pgbouncer=true&connection_limit=9"))
                        .pools()
                        .primary()
                        .max())
                .isEqualTo(9);
        assertThat(Reading.standard(Reading.environment(
                                Map.of("DATABASE_URL", URL + "?pgbouncer=true", "PG_POOL_MAX", "9")))
                        .pools()
                        .primary()
                        .max())
                .isEqualTo(9);
    }

    @Test
    void aSmallPoolKeepsNoMoreThanItMayHave() {
        PoolConfig pool = Reading.standard(Reading.environment(Map.of("DATABASE_URL", URL, "PG_POOL_MAX", "1")))
                .pools()
                .primary();

        assertThat(pool.min()).isEqualTo(1);
    }

    @Test
    void withoutAnyDatabaseItSaysWhatToSet() {
        assertThat(Reading.faults(Map.of()))
                .singleElement()
                .asString()
                .contains("DATABASE_URL")
                .contains("dal.clusters");
    }

    @Test
    void theDoorForEnvironmentAloneReadsNoFile() {
        DataAccessConfig config = DataAccessConfigReader.fromEnvironment(Map.of("DATABASE_URL", URL));

        assertThat(config.clusters().keySet()).containsExactly(ClusterName.of("main"));
        assertThat(config.classes().keySet()).containsExactly(TenantClassName.of("standard"));
    }
}
