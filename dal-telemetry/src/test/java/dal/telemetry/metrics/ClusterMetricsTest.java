package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.NodeAvailability;
import dal.status.RouteCount.Decision;
import dal.telemetry.Executions;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClusterMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Contributed contributed = new Contributed();
    private final List<String> gone = new ArrayList<>();

    ClusterMetricsTest() {
        new ClusterMetrics(
                registry,
                Set.of(Executions.MAIN),
                () -> Set.of(contributed),
                (cluster, node) -> gone.add(node.value()));
    }

    @Test
    void showsEachNodeAsItIsNow() {
        become(NodeAvailability.SERVING);
        become(NodeAvailability.LAGGING);

        Tags replica = Tags.of("dal.cluster", "main", "dal.node", "replica-1");
        assertThat(value(MeterNames.NODE_STALENESS, replica)).isEqualTo(0.25);
        assertThat(value(MeterNames.NODE_IN_FLIGHT, replica)).isEqualTo(7);
        assertThat(value(MeterNames.NODE_AVAILABILITY, replica.and("dal.node.availability", "lagging")))
                .isEqualTo(1);
        assertThat(value(MeterNames.NODE_AVAILABILITY, replica.and("dal.node.availability", "serving")))
                .isZero();
        assertThat(value(MeterNames.NODE_STALENESS, Tags.of("dal.node", "primary")))
                .isNaN();
    }

    @Test
    void countsNodesByRoleFromTheFirstReadingOn() {
        contributed.nodes = List.of(Contributed.primary(), Contributed.replica(NodeAvailability.SERVING));

        assertThat(value(MeterNames.NODES, Tags.of("dal.node.role", "primary"))).isEqualTo(1);
        assertThat(value(MeterNames.NODES, Tags.of("dal.node.role", "replica"))).isEqualTo(1);
        assertThat(value(MeterNames.NODES, Tags.of("dal.node.role", "fenced"))).isZero();
        assertThat(value(MeterNames.NODES, Tags.of("dal.node.role", "unknown"))).isZero();
    }

    @Test
    void takesANodesGaugesAwayWithIt() {
        become(NodeAvailability.SERVING);
        assertThat(registry.scrape()).contains("dal_node_in_flight{dal_cluster=\"main\",dal_node=\"replica-1\"} 7.0");

        contributed.nodes = List.of(Contributed.primary());
        registry.scrape();

        assertThat(registry.scrape()).contains("dal_node=\"primary\"").doesNotContain("dal_node=\"replica-1\"");
        assertThat(gone).contains("replica-1").doesNotContain("primary");
    }

    @Test
    void takesTheRoutesToANodeAwayWithIt() {
        contributed.routes = List.of(
                Contributed.route(Executions.REPLICA, Decision.USE, 5), Contributed.route(null, Decision.WAIT, 2));
        registry.scrape();
        contributed.routes = List.of(Contributed.route(null, Decision.WAIT, 3));
        registry.scrape();

        assertThat(registry.scrape())
                .contains("dal_route_decision=\"wait\",dal_route_reason=\"eventual_read\"} 3.0")
                .doesNotContain("dal_route_decision=\"use\"");
    }

    @Test
    void countsAlertsByNameAndSeverity() {
        contributed.alerts = List.of(
                new Alert("replica_lagging", Severity.WARNING, "main/replica-1", "behind"),
                new Alert("replica_lagging", Severity.WARNING, "main/replica-2", "behind"));
        registry.scrape();
        assertThat(registry.scrape())
                .contains("dal_alerts{dal_alert=\"replica_lagging\",dal_severity=\"warning\"} 2.0");

        contributed.alerts = List.of();
        registry.scrape();
        assertThat(registry.scrape())
                .contains("dal_alerts{dal_alert=\"replica_lagging\",dal_severity=\"warning\"} 0.0");
    }

    @Test
    void countsDecisionsByNodeAndReason() {
        contributed.routes = List.of(
                Contributed.route(Executions.REPLICA, Decision.USE, 5), Contributed.route(null, Decision.WAIT, 2));
        registry.scrape();
        contributed.routes = List.of(
                Contributed.route(Executions.REPLICA, Decision.USE, 8), Contributed.route(null, Decision.WAIT, 2));
        registry.scrape();

        assertThat(registry.scrape())
                .contains(
                        "dal_routes_total{dal_cluster=\"main\",dal_node=\"replica-1\",dal_route_decision=\"use\","
                                + "dal_route_reason=\"eventual_read\"} 8.0",
                        "dal_routes_total{dal_cluster=\"main\",dal_node=\"none\",dal_route_decision=\"wait\","
                                + "dal_route_reason=\"eventual_read\"} 2.0");
    }

    private void become(NodeAvailability availability) {
        contributed.nodes = List.of(Contributed.primary(), Contributed.replica(availability));
        registry.scrape();
    }

    private double value(String meter, Tags tags) {
        return registry.get(meter).tags(tags).gauge().value();
    }
}
