package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Execution.Kind;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.spi.RouteReason;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.RouteCount;
import dal.telemetry.Executions;
import dal.telemetry.internal.statement.StatementDescriptions;
import dal.telemetry.internal.watch.WatchingObserver;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MeterTableTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final String BEGIN = "<!-- generated -->\n";
    private static final String END = "<!-- end of generated -->";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void hasExactlyTheMetersThereAre() {
        everythingOnce();

        assertThat(registry.getMeters().stream().map(MeterTableTest::asRow).distinct())
                .containsExactlyInAnyOrderElementsOf(MeterTable.ROWS.stream()
                        .map(row -> row.name() + row.labels().stream().sorted().toList())
                        .toList());
    }

    @Test
    void knowsWhatEachIsCalledInPrometheus() {
        everythingOnce();

        Set<String> families = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length(), line.lastIndexOf(' ')))
                .filter(family -> !family.endsWith("_seconds_max"))
                .collect(Collectors.toSet());
        assertThat(families)
                .containsExactlyInAnyOrderElementsOf(
                        MeterTable.ROWS.stream().map(MeterTable.Row::prometheus).toList());
    }

    @Test
    void saysOfEveryLabelHowManyValuesItHas() {
        assertThat(MeterTable.ROWS.stream()
                        .flatMap(row -> row.labels().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        MeterTable.LABELS.stream().map(MeterTable.Label::name).toList());
    }

    /** Run with {@code -Ddocs.write=true} it writes the table into the document. */
    @Test
    void isWhatTheDocumentSays() throws Exception {
        String text = Files.readString(DOCUMENT);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        String before = text.substring(0, from);
        String after = text.substring(text.indexOf(END));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, before + MeterTable.markdown() + after);
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(before + MeterTable.markdown() + after);
    }

    private void everythingOnce() {
        TenantMetrics tenants = new TenantMetrics(registry, 1);
        ExecutionObserver observer = new WatchingObserver(
                new StatementDescriptions(10), List.of(new ExecutionMetrics(registry, tenants, new TraceExemplars())));
        Outcome success = Executions.success(Duration.ofMillis(30));
        for (Execution execution : List.of(
                Executions.statement(Executions.SELECT),
                Executions.of(Kind.TRANSACTION, null),
                Executions.again(Kind.RERUN, Executions.REPLICA, Role.REPLICA, RouteReason.EVENTUAL_READ),
                Executions.again(Kind.HEDGE, Executions.REPLICA, Role.REPLICA, RouteReason.HEDGE))) {
            observer.finished(execution, observer.started(execution, null), success);
        }
        Contributed contributed = new Contributed();
        contributed.nodes = List.of(Contributed.replica(NodeAvailability.SERVING));
        contributed.routes = List.of(Contributed.route(Executions.REPLICA, RouteCount.Decision.USE, 1));
        contributed.alerts = List.of(new Alert("replica_lagging", Alert.Severity.WARNING, "main/replica-1", "behind"));
        new ClusterMetrics(registry, Set.of(Executions.MAIN), () -> Set.of(contributed), (cluster, node) -> {})
                .refresh();
        PoolMetrics pools = new PoolMetrics(registry);
        pools.opened(Executions.pool(PoolPurpose.REPLICA), () -> Executions.pool(20, 4, 1));
        pools.connectFailed(Executions.pool(PoolPurpose.REPLICA), "53300");
        new ManagerMetrics(registry, () -> {
            throw new IllegalStateException("not asked");
        });
    }

    private static String asRow(Meter meter) {
        return meter.getId().getName()
                + meter.getId().getTags().stream().map(Tag::getKey).sorted().toList();
    }
}
