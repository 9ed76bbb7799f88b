package dal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.cluster.NodeName;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingReaderTest {

    private static final String PRIMARY = "dal.clusters.main.primary = \"postgresql://app@h/shop\"\n";

    @Test
    void itsDefaultsArePinned() {
        DataAccessConfig config = Reading.file(PRIMARY);

        assertThat(config.monitor())
                .isEqualTo(new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1), 0.1))
                .isEqualTo(MonitorConfig.DEFAULT);
        assertThat(config.routing())
                .isEqualTo(new RoutingConfig(
                        "",
                        new LagConfig(Duration.ofSeconds(30), 0, 1),
                        new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 0.5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10),
                        1000,
                        new HedgingConfig(0, 0.95, Duration.ofMillis(1))))
                .isEqualTo(RoutingConfig.DEFAULT);
        assertThat(config.routing().hedging().on()).isFalse();
        assertThat(Reading.main(config).nodes()).singleElement().satisfies(node -> {
            assertThat(node.zone()).isEmpty();
            assertThat(node.weight()).isEqualTo(1);
        });
    }

    @Test
    void everyKeyIsHeard() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal {
                  monitor { interval = 100ms, timeout = 700ms, jitter = 0.25 }
                  routing {
                    zone = eu-1a
                    lag { max-time = 3s, max-bytes = 64MiB, min-serving = 2 }
                    ejection { failures = 5, first = 2s, longest = 1m, max-share = 0.34 }
                    slow-start = 0, catch-up-wait = 20ms, primary-wait = 1m, max-waiting = 7
                    hedging { max-share = 0.05, percentile = 0.99, least-delay = 3ms }
                  }
                  clusters.main.replicas = [{ url = "postgresql://app@r/shop", zone = eu-1a, weight = 2.5 }]
                }
                """);

        assertThat(config.monitor()).isEqualTo(new MonitorConfig(Duration.ofMillis(100), Duration.ofMillis(700), 0.25));
        assertThat(config.routing())
                .isEqualTo(new RoutingConfig(
                        "eu-1a",
                        new LagConfig(Duration.ofSeconds(3), 64L << 20, 2),
                        new EjectionConfig(5, Duration.ofSeconds(2), Duration.ofMinutes(1), 0.34),
                        Duration.ZERO,
                        Duration.ofMillis(20),
                        Duration.ofMinutes(1),
                        7,
                        new HedgingConfig(0.05, 0.99, Duration.ofMillis(3))));
        assertThat(config.routing().hedging().on()).isTrue();
        NodeConfig replica = Reading.main(config).nodes().get(1);
        assertThat(replica.zone()).isEqualTo("eu-1a");
        assertThat(replica.weight()).isEqualTo(2.5);
    }

    @Test
    void zonesFitIntoTheEnvironment() {
        DataAccessConfig config = Reading.read(
                PRIMARY + "dal.routing.zone = from-file",
                Map.of(
                        "DAL_ZONE", "eu-1a",
                        "DATABASE_URL", "postgresql://app@h/shop",
                        "DATABASE_REPLICA_URLS",
                                "postgresql://app@r1/shop?zone=eu-1a,jdbc:postgresql://r2/shop?user=app&zone=eu-1b"));

        assertThat(config.routing().zone()).isEqualTo("eu-1a");
        assertThat(Reading.main(config).nodes()).extracting(NodeConfig::zone).containsExactly("", "eu-1a", "eu-1b");
        assertThat(Reading.node(config, 1).driverProperties()).isEmpty();
    }

    @Test
    void aNodesOwnZoneOutranksItsUrls() {
        assertThat(Reading.main(Reading.file("""
                        dal.clusters.main.primary { url = "postgresql://app@h/shop?zone=eu-1b", zone = eu-1a }
                        """)).nodes())
                .extracting(NodeConfig::zone)
                .containsExactly("eu-1a");
    }

    @Test
    void aClassMayBoundItsReadsStaleness() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal {
                  defaults.consistency.bounded-staleness = 5s
                  classes {
                    standard {}
                    fresh { consistency = strong }
                    quick { consistency = eventual }
                    slack { consistency { bounded-staleness = 1m } }
                  }
                  tenants.default-class = standard
                }
                """);

        assertThat(consistency(config, "standard")).isEqualTo(Consistency.boundedStaleness(Duration.ofSeconds(5)));
        assertThat(consistency(config, "fresh")).isEqualTo(Consistency.strong());
        assertThat(consistency(config, "quick")).isEqualTo(Consistency.eventual());
        assertThat(consistency(config, "slack")).isEqualTo(Consistency.boundedStaleness(Duration.ofMinutes(1)));
    }

    @Test
    void aClassesBoundReplacesTheDefaultsWord() {
        DataAccessConfig config = Reading.file(PRIMARY + """
                dal { defaults.consistency = strong, classes.standard.consistency.bounded-staleness = 5s }
                """);

        assertThat(consistency(config, "standard")).isEqualTo(Consistency.boundedStaleness(Duration.ofSeconds(5)));
    }

    @Test
    void aMonitorWaitsNoLongerThanItsDriverCanCount() {
        assertThatThrownBy(() -> new MonitorConfig(Duration.ofDays(30), Duration.ofDays(25)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "interval has to be at most 24 days, not PT720H; timeout has to be at most 24 days, not PT600H");
        assertThat(new MonitorConfig(Duration.ofDays(24), Duration.ofDays(24)).timeout())
                .hasDays(24);
    }

    @Test
    void everyFaultIsListedAtOnceAndUnknownKeysWithTheNearestName() {
        assertThat(Reading.faults(PRIMARY + """
                        dal {
                          monitor { interval = 1ms, timeout = 0, jitter = 0.6, jiter = 0 }
                          routing {
                            zon = a
                            lag { max-time = never, max-bytes = much, min-serving = -1, max-lag = 1s }
                            ejection { failures = 0, first = 10s, longest = 5s, max-share = 1.5, max-shares = 1 }
                            slow-start = -1s, max-waiting = 0
                            hedging { max-share = all, percentile = 1, least-dealy = 1ms }
                          }
                          clusters.main.replicas = [{ url = "postgresql://app@r/shop", weight = -1, wieght = 2 }]
                          classes.standard.consistency.bounded-stalenes = 5s
                        }
                        """, Map.of()))
                .containsExactlyInAnyOrder(
                        "monitor.interval: has to be at least PT0.01S, not PT0.001S",
                        "monitor.timeout: has to be at least PT0.01S, not PT0S",
                        "monitor.jitter: has to lie between 0 and 0.5, not 0.6",
                        "monitor.jiter: unknown key; nearest known: jitter",
                        "routing.zon: unknown key; nearest known: zone",
                        "routing.lag.max-time: expected a duration such as 5s or 250ms, not 'never'",
                        "routing.lag.max-bytes: expected a size such as 64MiB, not 'much'",
                        "routing.lag.min-serving: has to be at least 0, not -1",
                        "routing.lag.max-lag: unknown key; nearest known: max-time",
                        "routing.ejection.failures: has to be at least 1, not 0",
                        "routing.ejection.longest: has to be at least as long as first (PT10S), not PT5S",
                        "routing.ejection.max-share: has to lie between 0 and 1, not 1.5",
                        "routing.ejection.max-shares: unknown key; nearest known: max-share",
                        "routing.slow-start: expected a duration from 0 to 24 days, not '-1s'",
                        "routing.max-waiting: has to be at least 1, not 0",
                        "routing.hedging.max-share: expected a number such as 0.5, not 'all'",
                        "routing.hedging.percentile: has to lie between 0 and 1, both left out, not 1.0",
                        "routing.hedging.least-dealy: unknown key; nearest known: least-delay",
                        "clusters.main.replicas[1].weight: has to lie between 0 and 1000, not -1.0",
                        "clusters.main.replicas[1].wieght: unknown key; nearest known: weight",
                        "classes.standard.consistency.bounded-stalenes: unknown key; nearest known: bounded-staleness");
    }

    @Test
    void aBoundHasToBePositive() {
        assertThat(Reading.faults(PRIMARY + "dal.classes.standard.consistency.bounded-staleness = 0", Map.of()))
                .singleElement()
                .asString()
                .startsWith("classes.standard.consistency.bounded-staleness: ")
                .contains("positive");
    }

    @Test
    void whatIsBuiltInCodeIsCheckedToo() {
        assertThatThrownBy(() -> new EjectionConfig(0, Duration.ZERO, Duration.ofSeconds(-1), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("failures has to", "first has to", "longest has to", "max-share has to");
        assertThatThrownBy(() -> new LagConfig(Duration.ofMillis(-1), -1, -1))
                .hasMessageContainingAll("max-time has to", "max-bytes has to", "min-serving has to");
        assertThatThrownBy(() -> new HedgingConfig(2, 0, Duration.ofMillis(-1)))
                .hasMessageContainingAll("max-share has to", "percentile has to", "least-delay has to");
        assertThatThrownBy(() ->
                        new NodeConfig(NodeName.of("n"), Reading.connection("postgresql://app@h/shop"), "", Double.NaN))
                .hasMessageContaining("weight has to lie between 0 and 1000, not NaN");
    }

    @Test
    void aClassTakesNoTokenAsItsOwnConsistency() {
        CommitToken token = new CommitToken(Reading.MAIN, new LogPosition(1, 1));
        Consistency bound = new Consistency.BoundedStaleness(Duration.ofSeconds(1), token);

        assertThatThrownBy(() -> new TenantClassConfig(
                        Reading.STANDARD,
                        Reading.MAIN,
                        TenantIsolation.none(),
                        PoolsConfig.DEFAULT,
                        bound,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        false))
                .hasMessageContaining("not a token's");
    }

    private static Consistency consistency(DataAccessConfig config, String tenantClass) {
        return Reading.tenantClass(config, TenantClassName.of(tenantClass)).consistency();
    }
}
