package dal.config;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import dal.cluster.NodeName;
import dal.error.ErrorCode;
import dal.error.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

    private static final String PASSWORD = "hunter2";

    @Test
    void everyFaultIsListedAtOnce() {
        InvalidConfigurationException thrown =
                Reading.thrown("""
                dal {
                  aplication-name = x
                  drain-timeout = soon
                  monitor { interval = 1ms, timeot = 1s }
                  clusters.main {
                    primary = "postgresql://h:99999/shop"
                    replicas = ["mysql://r/shop", { name = r2 }]
                  }
                  clusters.Upper.primary = "postgresql://app@h/shop"
                  defaults { pools.primary { max = 0, keepalive = 20m } }
                  classes {
                    standard { cluster = nowhere, consistency = sometimes, eager = perhaps }
                    premium { isolation.row-level-security.setting = tenant, pools.replica { max-lifetime = 1s, max = 2.5 } }
                    "Bad Name" {}
                  }
                  tenants { default-class = none-such, classes { acme = absent, "" = standard } }
                }
                """, Map.of("PG_STATEMENT_TIMEOUT", "5s", "PG_POOL_MIN", "few"));

        assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
        assertThat(thrown.retryable()).isFalse();
        assertThat(thrown.getMessage())
                .startsWith("The configuration has " + thrown.faults().size() + " faults:");
        assertThat(thrown.faults())
                .contains(
                        "PG_STATEMENT_TIMEOUT: expected a whole number of milliseconds, not '5s'",
                        "PG_POOL_MIN: expected a whole number, not 'few'",
                        "aplication-name: unknown key; nearest known: application-name",
                        "drain-timeout: expected a duration such as 5s or 250ms, not 'soon'",
                        "monitor.interval: has to be at least PT0.01S, not PT0.001S",
                        "monitor.timeot: unknown key; nearest known: timeout",
                        "clusters.main.primary: no user is named; write it into the URL, as in postgresql://user@host/database,"
                                + " or set PGUSER",
                        "clusters.main.replicas[1]: a connection URL begins with postgresql://, postgres:// or"
                                + " jdbc:postgresql://",
                        "clusters.main.replicas[2]: a connection URL is needed",
                        "defaults.pools.primary.max: has to be at least 1, not 0",
                        "classes.standard.consistency: expected strong, eventual or { bounded-staleness = 5s }, not"
                                + " 'sometimes'",
                        "classes.standard.eager: expected true or false, not 'perhaps'",
                        "classes.standard.cluster: there is no cluster 'nowhere', only [main]",
                        "classes.premium.pools.replica.max-lifetime: has to be at least PT30S or 0, not PT1S",
                        "classes.premium.pools.replica.max: expected a whole number, not '2.5'",
                        "tenants.default-class: there is no class 'none-such'",
                        "tenants.classes.acme: there is no class 'absent'")
                .anySatisfy(fault -> assertThat(fault).startsWith("clusters.main.primary, port: expected a number"))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("clusters.Upper: ").contains("lower-case"))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("classes.Bad Name: ").contains("lower-case"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("defaults.pools.primary.keepalive: ")
                        .contains("shorter"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("classes.premium.isolation.row-level-security.setting: ")
                        .contains("app.tenant_id"))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("tenants.classes.: ").contains("empty"))
                .noneSatisfy(fault -> assertThat(fault).contains("replicas[1]: no user"))
                .doesNotHaveDuplicates();
    }

    @Test
    void oneServerUnderTwoNamesIsAFaultAmongTheOthers() {
        assertThat(Reading.faults("""
                dal {
                  monitor.interval = 1ms
                  clusters.main {
                    primary = "postgresql://app@db.example.com/shop"
                    replicas = [
                      "postgresql://app@r1/shop"
                      { url = "postgresql://other@DB.example.com.:5432/reports", name = reports }
                      { name = nowhere }
                      { name = nowhere-either }
                      "postgresql://app@R1/shop?pgbouncer=true"
                      "postgresql://app@r1:5433/shop"
                    ]
                  }
                }
                """, Map.of()))
                .containsExactlyInAnyOrder(
                        "monitor.interval: has to be at least PT0.01S, not PT0.001S",
                        "clusters.main.replicas[2]: it has the host and port of node 'primary'; name each server of a cluster"
                                + " once",
                        "clusters.main.replicas[3]: a connection URL is needed",
                        "clusters.main.replicas[4]: a connection URL is needed",
                        "clusters.main.replicas[5]: it has the host and port of node 'replica-1'; name each server of a cluster"
                                + " once");
        assertThat(Reading.faults(Map.of(
                        "DATABASE_URL", "postgresql://app@h/shop",
                        "DATABASE_REPLICA_URLS", "postgresql://app@r/shop,postgresql://app@H:5432/shop")))
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .startsWith("DATABASE_REPLICA_URLS")
                .contains("host and port of node 'primary'");
    }

    @Test
    void databasesOfAPoolerMayBeServersOfTheirOwn() {
        ClusterConfig main = Reading.main(Reading.environment(Map.of(
                "DATABASE_URL", "postgresql://app@pooler:6432/writer?pgbouncer=true",
                "DATABASE_REPLICA_URLS", "postgresql://app@pooler:6432/reader?pgbouncer=true")));

        assertThat(main.nodes()).hasSize(2);
    }

    @Test
    void oneServerUnderTwoNamesIsRefusedByTheClusterItself() {
        ConnectionConfig server = Reading.connection("postgresql://app@h/shop");
        assertThatThrownBy(() -> new ClusterConfig(
                        Reading.MAIN,
                        List.of(new NodeConfig(NodeName.of("a"), server), new NodeConfig(NodeName.of("b"), server)),
                        null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'main'", "'a'", "'b'");
    }

    @Test
    void aFaultNamesTheFileAndTheLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("application.conf"),
                "dal.clusters.main.primary = \"postgresql://app@h/shop\"\ndal.drain-timout = 5s\n");

        InvalidConfigurationException thrown = catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> DataAccessConfigReader.read(ConfigFactory.parseFile(file.toFile()), Map.of()));

        assertThat(thrown.faults())
                .singleElement()
                .asString()
                .startsWith("drain-timout (")
                .contains("application.conf: 2")
                .endsWith("nearest known: drain-timeout");
    }

    @Test
    void anUnknownKeyIsFoundInEverySection() {
        assertThat(Reading.faults("""
                        dal {
                          clusters.main {
                            primary { url = "postgresql://app@h/shop", pasword = x }
                            direct { url = "postgresql://app@h/shop", name = n }
                            tls { root-cert = x }
                            replica = []
                          }
                          classes.standard { pool {}, pools { primry {}, fallback { maximum = 1 } }, isolation { rls {} } }
                          defaults { eagr = true }
                          tenants { default = standard }
                        }
                        """, Map.of()))
                .containsExactlyInAnyOrder(
                        "clusters.main.primary.pasword: unknown key; nearest known: password",
                        "clusters.main.direct.name: unknown key; nearest known: url",
                        "clusters.main.tls.root-cert: unknown key; nearest known: root-certificate",
                        "clusters.main.replica: unknown key; nearest known: replicas",
                        "classes.standard.pool: unknown key; nearest known: pools",
                        "classes.standard.pools.primry: unknown key; nearest known: primary",
                        "classes.standard.pools.fallback.maximum: unknown key; nearest known: max",
                        "classes.standard.isolation.rls: unknown key; nearest known: row-level-security",
                        "defaults.eagr: unknown key; nearest known: eager",
                        "tenants.default: unknown key; nearest known: default-class");
    }

    @Test
    void aSectionWhereATextBelongsAndTheOtherWayRoundIsAFault() {
        assertThat(Reading.faults("""
                        dal {
                          application-name { x = y }
                          clusters.main.primary = "postgresql://app@h/shop"
                          monitor = fast
                          tenants.classes { with.dot = standard }
                        }
                        """, Map.of()))
                .containsExactlyInAnyOrder(
                        "application-name: expected a text (a name with a dot in it needs quotes)",
                        "monitor: expected a section in braces",
                        "tenants.classes.with: expected a text (a name with a dot in it needs quotes)");
    }

    @Test
    void aFaultInDefaultsThatTwoClassesShareIsToldOnce() {
        assertThat(Reading.faults("""
                        dal {
                          clusters.main.primary = "postgresql://app@h/shop"
                          defaults { statement-timeout = long, pols {} }
                          classes { a {}, b {} }
                        }
                        """, Map.of("PG_POOL_MAX", "0")))
                .containsExactlyInAnyOrder(
                        "defaults.statement-timeout: expected a duration such as 5s or 250ms, not 'long'",
                        "defaults.pols: unknown key; nearest known: pools",
                        "PG_POOL_MAX: has to be at least 1, not 0");
    }

    @Test
    void limitsThatCannotBeMetNameTheVariableTheyCameFrom() {
        assertThat(Reading.faults(Map.of(
                        "DATABASE_URL", "postgresql://app@h/shop",
                        "PG_POOL_MAX", "3",
                        "PG_POOL_MIN", "4",
                        "PG_IDLE_TIMEOUT", "100",
                        "PG_CONNECTION_TIMEOUT", "1",
                        "PG_QUERY_TIMEOUT", "99999999999")))
                .containsExactlyInAnyOrder(
                        "PG_POOL_MIN: has to lie between 0 and max (3), not 4",
                        "PG_IDLE_TIMEOUT: has to be at least PT10S or 0, not PT0.1S",
                        "PG_CONNECTION_TIMEOUT: has to be at least PT0.25S, not PT0.001S",
                        "PG_QUERY_TIMEOUT: expected a duration from 0 to 24 days, not '99999999999'");
    }

    @Test
    void urlsThatSaySeveralApplicationNamesAreAskedToAgree() {
        String urls = """
                dal.clusters.main {
                  primary = "postgresql://app@h/shop?application_name=one"
                  replicas = ["postgresql://app@r/shop?application_name=two"]
                }
                """;

        assertThat(Reading.faults(urls, Map.of())).singleElement().asString().startsWith("application-name: ");
        assertThat(Reading.read(urls, Map.of("PG_APP_NAME", "shop")).applicationName())
                .isEqualTo("shop");
    }

    @Test
    void aSubstitutionThatLeadsNowhereIsAFault() {
        assertThat(Reading.faults(
                        "dal.clusters.main { primary = \"postgresql://app@h/shop\", password = ${NOT_SET} }", Map.of()))
                .singleElement()
                .asString()
                .contains("NOT_SET");
    }

    @Test
    void noMessageHoldsAPassword() {
        String[] urls = {
            "postgresql://app:" + PASSWORD + "@h:x/shop",
            "postgresql://app:" + PASSWORD + "/1@h/shop",
            "postgresql://app:1/" + PASSWORD + "@h/shop",
            "postgresql://app:" + PASSWORD + "@more@h/shop",
            "postgresql://app:x@" + PASSWORD + "@h/shop",
            "postgresql://app:" + PASSWORD + "%zz@h/shop",
            "postgresql:///?" + PASSWORD,
            "postgresql:///?" + PASSWORD + "@h/shop=1",
            "postgresql://app@h/shop?password=" + PASSWORD + "&password=" + PASSWORD,
            "postgresql://app@h/shop?password=%zz" + PASSWORD,
            "postgresql://app@h/shop?sslpassword=" + PASSWORD + "&sslpassword=1",
            "jdbc:postgresql://app:" + PASSWORD + "@h/shop",
            "app:" + PASSWORD + "@h/shop",
        };
        for (String url : urls) {
            assertThat(Reading.thrown("", Map.of("DATABASE_URL", url)).getMessage())
                    .as("of %s", url)
                    .doesNotContain(PASSWORD);
        }
        assertThat(Reading.thrown(
                                "dal.clusters.main { primary { url = \"x\", password = [" + PASSWORD + "] } }",
                                Map.of("PGPASSWORD", PASSWORD))
                        .getMessage())
                .doesNotContain(PASSWORD);
    }

    @Test
    void noTextFormHoldsAPassword() {
        DataAccessConfig config = Reading.environment(Map.of(
                "DATABASE_URL",
                "postgresql://app:" + PASSWORD + "@h/shop?sslpassword=" + PASSWORD,
                "DATABASE_REPLICA_URLS",
                "jdbc:postgresql://r/shop?user=app&password=" + PASSWORD,
                "DATABASE_URL_DIRECT",
                "postgresql://app@h/shop",
                "PGPASSWORD",
                PASSWORD));

        assertThat(config.toString())
                .contains("password=***", "sslpassword", "shop")
                .doesNotContain(PASSWORD);
        assertThat(Reading.direct(config).password().reveal()).isEqualTo(PASSWORD);
    }

    @Test
    void aFileThatIsNoHoconIsPlacedAndNotQuoted(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("broken.conf"), "dal.clusters.main {\n  password = \"" + PASSWORD + "\n}\n");
        String before = System.getProperty("config.file");
        System.setProperty("config.file", file.toString());
        try {
            InvalidConfigurationException thrown =
                    catchThrowableOfType(InvalidConfigurationException.class, DataAccessConfigReader::load);

            assertThat(thrown.getMessage()).contains("broken.conf: 2").doesNotContain(PASSWORD);
        } finally {
            if (before == null) {
                System.clearProperty("config.file");
            } else {
                System.setProperty("config.file", before);
            }
        }
    }
}
