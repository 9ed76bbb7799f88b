package dal.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnscopedReaderTest {

    private static final String CLUSTERS = """
            dal.clusters {
              main { primary = "postgresql://app@h1/shop?connection_limit=9&pool_timeout=7" }
              other { primary = "postgresql://app@h2/shop?pgbouncer=true" }
            }
            dal.classes.standard.cluster = main
            """;

    private static UnscopedConfig door(String hocon, Map<String, String> environment) {
        DataAccessConfig config = Reading.read(CLUSTERS + hocon, environment);
        return requireNonNull(config.unscoped().get(TenantClassName.of("reports")));
    }

    @Test
    void thereIsNoneUnlessOneIsSaid() {
        assertThat(Reading.file(CLUSTERS).unscoped()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        UnscopedConfig door = door("""
                dal.unscoped.reports {
                  cluster = other, user = reporter, password = secret
                  pools.primary { max = 4, min = 1, acquire-timeout = 1s, idle-timeout = 11s, max-lifetime = 2m, keepalive = 31s }
                  pools.replica.max = 3
                  consistency { bounded-staleness = 5s }
                  statement-timeout = 10m, query-timeout = 11m, slow-query-threshold = 1m, eager = true
                }
                """, Map.of());

        assertThat(door.user()).isEqualTo("reporter");
        assertThat(door.password()).isEqualTo(Secret.of("secret"));
        TenantClassConfig settings = door.settings();
        assertThat(settings.cluster().value()).isEqualTo("other");
        assertThat(settings.isolation()).isEqualTo(TenantIsolation.none());
        assertThat(settings.pools().primary())
                .isEqualTo(new PoolConfig(
                        4,
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(11),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(31)));
        assertThat(settings.pools().fallback().max()).isEqualTo(1);
        assertThat(settings.pools().replica().max()).isEqualTo(3);
        assertThat(settings.consistency()).isEqualTo(Consistency.boundedStaleness(Duration.ofSeconds(5)));
        assertThat(settings.statementTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.queryTimeout()).isEqualTo(Duration.ofMinutes(11));
        assertThat(settings.slowQueryThreshold()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.eager()).isTrue();
    }

    @Test
    void itsPoolsAreSmallWhateverHoldsForClasses() {
        UnscopedConfig door = door("""
                dal.defaults { statement-timeout = 1s, pools.primary { max = 50, min = 5 } }
                dal.unscoped.reports.user = reporter
                """, Map.of("PG_POOL_MAX", "40", "PG_POOL_MIN", "4", "PG_STATEMENT_TIMEOUT", "1"));

        PoolConfig two = PoolConfig.DEFAULT.withSize(2, 0);
        assertThat(door.settings().pools()).isEqualTo(new PoolsConfig(two, PoolConfig.DEFAULT.withSize(1, 0), two));
        assertThat(door.settings().statementTimeout()).isEqualTo(TenantClassConfig.DEFAULT_STATEMENT_TIMEOUT);
        assertThat(door.password()).isSameAs(Secret.NONE);
    }

    @Test
    void aDoorWithoutARoleIsRefusedWithEveryOtherFault() {
        assertThat(Reading.faults(CLUSTERS + """
                dal.unscoped.reports { pool.max = 3, cluster = nowhere }
                dal.unscoped."not a name" { user = reporter }
                dal.unscoped.jobs { user = " ", statement-timeout = soon }
                """, Map.of()))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("unscoped.reports.user").contains("role of its own"))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("unscoped.reports.pool").contains("nearest known: pools"))
                .anySatisfy(fault -> assertThat(fault).startsWith("unscoped.not a name"))
                .anySatisfy(fault -> assertThat(fault).startsWith("unscoped.jobs.user"))
                .anySatisfy(fault -> assertThat(fault).startsWith("unscoped.jobs.statement-timeout"));
    }

    @Test
    void aDoorOfTheTenantsOwnRoleOrNameOrOnNoClusterIsRefused() {
        assertThat(Reading.faults(CLUSTERS + """
                dal.unscoped { reports.user = app, standard.user = reporter, jobs { user = worker, cluster = nowhere } }
                """, Map.of()))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .isEqualTo(
                                        "unscoped.reports.user: the tenants' work on cluster 'main' logs in as 'app';"
                                                + " work of no tenant needs a role of its own"),
                        fault -> assertThat(fault).isEqualTo("unscoped.standard: a class has that name"),
                        fault -> assertThat(fault).startsWith("unscoped.jobs.cluster: there is no cluster 'nowhere'"));
    }

    @Test
    void noTenantIsPlacedInADoor() {
        assertThat(Reading.faults(CLUSTERS + """
                dal.unscoped.reports.user = reporter
                dal.tenants { default-class = reports, classes { acme = reports } }
                """, Map.of()))
                .containsExactlyInAnyOrder(
                        "tenants.default-class: 'reports' is a door for work of no tenant, and no tenant is placed there",
                        "tenants.classes.acme: 'reports' is a door for work of no tenant, and no tenant is placed there");
    }

    @Test
    void thePasswordIsNowhereInItsText() {
        assertThat(door("dal.unscoped.reports { user = reporter, password = s3cret }", Map.of())
                        .toString())
                .contains("reporter")
                .doesNotContain("s3cret");
    }

    @Test
    void aDoorInCodeHasARoleToo() {
        TenantClassConfig settings =
                door("dal.unscoped.reports.user = reporter", Map.of()).settings();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new UnscopedConfig(settings, "", Secret.NONE));
    }
}
