package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.cluster.ClusterName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code over environment over file over default. */
class LayersTest {

    private static final String FILE = """
            dal {
              application-name = from-file
              drain-timeout = 7s
              clusters.main {
                primary = "postgresql://app:s3cret@file-1/shop?connection_limit=6"
                replicas = ["postgresql://app@file-2/shop", "postgresql://app@file-3/shop"]
                direct = "postgresql://owner@file-1/shop"
              }
              defaults { statement-timeout = 11s, pools.primary { max = 7, min = 1 } }
              classes {
                standard {}
                premium { statement-timeout = 13s, pools.primary.max = 70 }
              }
              tenants { default-class = standard, classes { acme = premium, "with.dot" = premium } }
            }
            """;

    private static final TenantClassName PREMIUM = TenantClassName.of("premium");

    @Test
    void aClassFallsBackToTheDefaultsKeyByKey() {
        DataAccessConfig config = Reading.file(FILE);

        assertThat(Reading.standard(config).statementTimeout()).isEqualTo(Duration.ofSeconds(11));
        assertThat(Reading.tenantClass(config, PREMIUM).statementTimeout()).isEqualTo(Duration.ofSeconds(13));
        assertThat(Reading.standard(config).pools().primary().max()).isEqualTo(7);
        assertThat(Reading.tenantClass(config, PREMIUM).pools().primary().max()).isEqualTo(70);
        assertThat(Reading.tenantClass(config, PREMIUM).pools().primary().min()).isEqualTo(1);
        assertThat(config.shutdown().deadline()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.tenants().classes())
                .isEqualTo(Map.of(TenantId.of("acme"), PREMIUM, TenantId.of("with.dot"), PREMIUM));
    }

    @Test
    void theEnvironmentOutranksTheFileInEveryClass() {
        DataAccessConfig config = Reading.read(
                FILE, Map.of("PG_POOL_MAX", "9", "PG_STATEMENT_TIMEOUT", "1000", "PG_APP_NAME", "from-environment"));

        for (TenantClassConfig tenantClass : config.classes().values()) {
            assertThat(tenantClass.pools().primary().max()).isEqualTo(9);
            assertThat(tenantClass.statementTimeout()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(config.applicationName()).isEqualTo("from-environment");
    }

    @Test
    void aLimitInTheEnvironmentsUrlOutranksTheFileToo() {
        DataAccessConfig config = Reading.read(
                FILE, Map.of("DATABASE_URL", "postgresql://app@h/shop?connection_limit=3&application_name=url"));

        assertThat(Reading.tenantClass(config, PREMIUM).pools().primary().max()).isEqualTo(3);
        assertThat(config.applicationName()).isEqualTo("url");
    }

    @Test
    void aLimitInTheEnvironmentsUrlConcernsNoOtherCluster() {
        DataAccessConfig config =
                Reading.read("""
                dal.clusters.other.primary = "postgresql://app@other/shop"
                dal.classes { standard {}, premium.cluster = other }
                """, Map.of("DATABASE_URL", "postgresql://app@h/shop?connection_limit=3"));

        assertThat(Reading.standard(config).pools().primary().max()).isEqualTo(3);
        assertThat(Reading.tenantClass(config, PREMIUM).pools().primary().max()).isEqualTo(20);
        assertThat(Reading.tenantClass(config, PREMIUM).cluster()).isEqualTo(ClusterName.of("other"));
    }

    @Test
    void aLimitInTheFilesUrlStandsBelowItsKeys() {
        assertThat(Reading.standard(Reading.file(FILE)).pools().primary().max()).isEqualTo(7);
        DataAccessConfig bare =
                Reading.file("dal.clusters.main.primary = \"postgresql://app@h/shop?connection_limit=6\"");
        assertThat(Reading.standard(bare).pools().primary().max()).isEqualTo(6);
    }

    @Test
    void databaseUrlReplacesTheReplicasAndTheDirectUrlOfTheFile() {
        ClusterConfig main = Reading.main(Reading.read(FILE, Map.of("DATABASE_URL", "postgresql://app@env/shop")));

        assertThat(main.nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.connection().host()).isEqualTo("env"));
        assertThat(main.direct()).isNull();
    }

    @Test
    void replicaUrlsAloneReplaceTheReplicasOnly() {
        ClusterConfig main =
                Reading.main(Reading.read(FILE, Map.of("DATABASE_REPLICA_URLS", "postgresql://app@env/shop")));

        assertThat(main.nodes()).extracting(node -> node.connection().host()).containsExactly("file-1", "env");
        assertThat(main.direct()).isNotNull();
    }

    @Test
    void codeOutranksTheEnvironment() {
        DataAccessConfig config = Reading.read(
                "dal.classes.standard.pools.primary.max = 33, dal.application-name = from-code",
                FILE,
                Map.of("PG_POOL_MAX", "9", "PG_APP_NAME", "from-environment"));

        assertThat(Reading.standard(config).pools().primary().max()).isEqualTo(33);
        assertThat(Reading.tenantClass(config, PREMIUM).pools().primary().max()).isEqualTo(9);
        assertThat(config.applicationName()).isEqualTo("from-code");
    }

    @Test
    void theFilesSecurityHoldsForAUrlOfTheEnvironmentThatSaysNothing(@TempDir Path directory) throws IOException {
        Path root = Files.createFile(directory.resolve("root.crt"));
        Config file = ConfigFactory.parseMap(Map.of(
                "dal.clusters.main.tls.mode",
                "verify-full",
                "dal.clusters.main.tls.root-certificate",
                root.toString()));

        DataAccessConfig config = DataAccessConfigReader.read(
                file,
                Map.of(
                        "DATABASE_URL",
                        "postgresql://app@h/shop",
                        "DATABASE_REPLICA_URLS",
                        "postgresql://app@r/shop",
                        "PGSSLMODE",
                        "disable"));

        TlsConfig verified = new TlsConfig(SslMode.VERIFY_FULL, root, null, null);
        assertThat(Reading.node(config, 0).tls()).isEqualTo(verified);
        assertThat(Reading.node(config, 1).tls()).isEqualTo(verified);
    }

    @Test
    void substitutionsSeeTheGivenEnvironment() {
        DataAccessConfig config = Reading.read(
                "dal.clusters.main.primary { url = \"postgresql://h/shop\", user = app, password = ${SHOP_PASSWORD} }",
                Map.of("SHOP_PASSWORD", "s3cret"));

        assertThat(Reading.primary(config).password().reveal()).isEqualTo("s3cret");
    }

    @Test
    void aSectionsCredentialsOutrankTheUrlsAndTheClustersFillIn() {
        DataAccessConfig config = Reading.file("""
                dal.clusters.main {
                  user = shared, password = shared-password
                  primary { url = "postgresql://u:p@h/shop", name = db-1, user = own, password = own-password }
                  replicas = ["postgresql://u:p@r1/shop", { url = "postgresql://r2/shop", name = db-3 }]
                }
                """);

        assertThat(Reading.node(config, 0))
                .extracting(ConnectionConfig::user, c -> c.password().reveal())
                .containsExactly("own", "own-password");
        assertThat(Reading.node(config, 1))
                .extracting(ConnectionConfig::user, c -> c.password().reveal())
                .containsExactly("u", "p");
        assertThat(Reading.node(config, 2))
                .extracting(ConnectionConfig::user, c -> c.password().reveal())
                .containsExactly("shared", "shared-password");
        assertThat(Reading.main(config).nodes())
                .extracting(node -> node.name().value())
                .containsExactly("db-1", "replica-1", "db-3");
    }

    @Test
    void isolationAndConsistencyAreChosenByName() {
        DataAccessConfig config = Reading.file("""
                dal.clusters.only.primary = "postgresql://app@h/shop"
                dal.defaults.isolation.row-level-security.setting = shop.tenant
                dal.classes {
                  standard {}
                  single { isolation = none, consistency = strong, eager = true, slow-query-threshold = 0 }
                }
                """);

        assertThat(Reading.standard(config).isolation()).isEqualTo(TenantIsolation.rowLevelSecurity("shop.tenant"));
        TenantClassConfig single = Reading.tenantClass(config, TenantClassName.of("single"));
        assertThat(single.isolation()).isEqualTo(TenantIsolation.none());
        assertThat(single.consistency()).isEqualTo(Consistency.strong());
        assertThat(single.eager()).isTrue();
        assertThat(single.slowQueryThreshold()).isZero();
        assertThat(single.cluster()).isEqualTo(ClusterName.of("only"));
    }

    @Test
    void aClassThatIsAloneIsEveryTenantsUnlessToldOtherwise() {
        String one = "dal { clusters.main.primary = \"postgresql://app@h/shop\", classes.premium {} }";

        assertThat(Reading.file(one).tenants().defaultClass()).isEqualTo(PREMIUM);
        assertThat(Reading.file(one + "\ndal.tenants.default-class = null")
                        .tenants()
                        .defaultClass())
                .isNull();
        assertThat(Reading.file(one + "\ndal.classes.standard {}").tenants().defaultClass())
                .isNull();
    }
}
