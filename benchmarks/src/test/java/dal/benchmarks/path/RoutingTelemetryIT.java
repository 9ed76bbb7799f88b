package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.TenantDatabase;
import dal.cluster.Role;
import dal.spi.Execution;
import dal.telemetry.alert.ConnectionAlerts;
import dal.telemetry.health.ConnectionsHealth;
import dal.telemetry.health.HealthReports;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sees of nodes and of reads that moved, on real ones. */
@PostgresTest(replicas = 2, shared = false)
class RoutingTelemetryIT {

    private static final TenantId TENANT = TenantId.of("acme");

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table watched (id int); alter table watched enable row level security;"
                + " create policy all_see on watched using (current_setting('app.tenant_id') <> '')");
    }

    @Test
    void nodesAreInMetricsAndHealthAndALostReplicaIsAWarning(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            layer.databases().database(TENANT).dsl().fetchCount(table(name("watched")));
            HealthReports reports = layer.get(HealthReports.class);
            PrometheusMeterRegistry registry = layer.get(PrometheusMeterRegistry.class);
            await().untilAsserted(() -> {
                assertThat(reports.connections().status()).isEqualTo("healthy");
                assertThat(reports.connections().nodes())
                        .extracting(ConnectionsHealth.Node::availability)
                        .containsOnly("serving");
                assertThat(registry.scrape())
                        .contains(
                                "dal_nodes{dal_cluster=\"main\",dal_node_role=\"primary\"} 1.0",
                                "dal_nodes{dal_cluster=\"main\",dal_node_role=\"replica\"} 2.0",
                                "dal_node_availability{dal_cluster=\"main\",dal_node=\"replica-1\",dal_node_availability=\"serving\"} 1.0")
                        .containsPattern(
                                "dal_node_staleness_seconds\\{dal_cluster=\"main\",dal_node=\"replica-1\"} [0-9.E-]+\n");
            });

            PostgresNode lost = cluster.replicas().getFirst();
            lost.kill();
            await().untilAsserted(() -> {
                assertThat(reports.connections().status()).isEqualTo("degraded");
                assertThat(reports.alerts().alerts())
                        .extracting(ConnectionAlerts.Entry::name, ConnectionAlerts.Entry::severity)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple("node_unreachable", "warning"));
                assertThat(registry.scrape())
                        .contains(
                                "dal_node_availability{dal_cluster=\"main\",dal_node=\"replica-1\",dal_node_availability=\"unreachable\"} 1.0");
            });
            assertThat(reports.database().ok()).isTrue();

            lost.start();
            await().untilAsserted(
                            () -> assertThat(reports.connections().status()).isEqualTo("healthy"));
        }
    }

    @Test
    void aReadThatMovedIsOneOperationAndOneRerun(TestDatabase database, PostgresCluster cluster) throws Exception {
        try (WholeLayer layer = WholeLayer.over(database)) {
            TenantDatabase tenant = layer.databases().database(TENANT);
            PrometheusMeterRegistry registry = layer.get(PrometheusMeterRegistry.class);
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(
                    () -> tenant.read((DSLContext dsl) -> dsl.execute("select pg_sleep(4) /* moves */")));
            await().until(() -> terminated(database, cluster));
            read.get(30, TimeUnit.SECONDS);

            assertThat(layer.served().executions())
                    .extracting(Execution::kind)
                    .containsExactly(Execution.Kind.STATEMENT, Execution.Kind.RERUN);
            assertThat(layer.served().executions())
                    .extracting(Execution::role)
                    .first()
                    .isEqualTo(Role.REPLICA);
            Counter reruns = registry.get("dal.reruns").counter();
            assertThat(reruns.count()).isEqualTo(1);
            assertThat(reruns.getId().getTag("error.type")).isEqualTo("none");
            assertThat(reruns.getId().getTag("dal.node"))
                    .isEqualTo(layer.served().executions().getLast().node().value());
            assertThat(registry.get("db.client.operation.duration").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(1);
        }
    }

    /** Ends the session that runs the read, once it is there. */
    private static boolean terminated(TestDatabase database, PostgresCluster cluster) throws SQLException {
        for (PostgresNode replica : cluster.replicas()) {
            try (Connection connection = database.connect(replica);
                    Statement statement = connection.createStatement();
                    ResultSet ended = statement.executeQuery("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where query like '%/* moves */%' and state = 'active' and pid <> pg_backend_pid()")) {
                if (ended.next()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }
}
