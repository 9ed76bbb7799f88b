package dal.benchmarks.path;

import static dal.benchmarks.path.ServerFacts.acme;
import static dal.benchmarks.path.ServerFacts.answering;
import static dal.benchmarks.path.ServerFacts.await;
import static dal.benchmarks.path.ServerFacts.node;
import static dal.benchmarks.path.ServerFacts.number;
import static dal.benchmarks.path.ServerFacts.port;
import static org.assertj.core.api.Assertions.assertThat;

import dal.ReadOptions;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.RouteCount;
import dal.status.RouteCount.Decision;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The primary is killed, a replica promoted, and the old primary started again as it was. Breaks its cluster. */
@PostgresTest(replicas = 2, pools = "path/")
class SuccessionIT {

    private static final String COUNT = "select count(*) from succeeded";

    /** Longer than a promotion takes on a busy machine. */
    private static final String PATIENT =
            "dal { routing.primary-wait = 1m, defaults.pools.primary.acquire-timeout = 1m }";

    @Test
    void whatIsWrittenMeanwhileIsDoneOnceOnTheNextPrimaryAndTheOldOneThatReturnsGetsNothing(
            TestDatabase database, PostgresCluster cluster) {
        database.execute("create table succeeded (id int)");
        PostgresNode old = cluster.primary();
        PostgresNode heir = cluster.replicas().getFirst();
        try (WholeLayer layer = WholeLayer.configuredBy(PATIENT, WholeLayer.environment(database))) {
            acme(layer).dsl().execute("insert into succeeded values (0)");
            cluster.awaitReplication(Duration.ofSeconds(20));

            old.kill();
            await().until(() -> node(layer.databases(), "primary").role() == Role.UNKNOWN);
            CompletableFuture<?> statement = async(() -> acme(layer).dsl().execute("insert into succeeded values (1)"));
            CompletableFuture<?> transaction = async(() -> acme(layer).inTransaction(open -> {
                open.dsl().execute("insert into succeeded values (2)");
                return open.dsl().execute("insert into succeeded values (3)");
            }));
            await().until(() -> waits(layer, "no_primary") >= 2);
            assertThat(statement).isNotDone();
            assertThat(transaction).isNotDone();

            heir.promote();
            CompletableFuture.allOf(statement, transaction).join();
            assertThat(node(layer.databases(), "replica-1").role()).isEqualTo(Role.PRIMARY);
            assertThat(number(database, heir, COUNT)).isEqualTo(4);

            old.start();
            await().until(() -> node(layer.databases(), "primary").role() == Role.FENCED);
            assertThat(node(layer.databases(), "primary").availability()).isEqualTo(NodeAvailability.FENCED);
            assertThat(layer.databases().status().alerts())
                    .extracting(Alert::name)
                    .contains("node_fenced");
            ReadOptions strong = ReadOptions.defaults().withConsistency(Consistency.strong());
            for (int i = 0; i < 20; i++) {
                assertThat(answering(layer, ReadOptions.defaults())).isNotEqualTo(old.port());
                assertThat(answering(layer, strong)).isEqualTo(heir.port());
                assertThat(acme(layer).<Integer, RuntimeException>inTransaction(open -> {
                            open.dsl().execute("insert into succeeded values (4)");
                            return port(open.dsl());
                        }))
                        .isEqualTo(heir.port());
            }
            assertThat(number(database, heir, COUNT)).isEqualTo(24);
            assertThat(number(database, old, COUNT)).isEqualTo(1);
            assertThat(number(
                            database,
                            old,
                            "select count(*) from pg_stat_activity where application_name like 'path/%/%'"))
                    .as("connections of pools to the old primary")
                    .isZero();
        }
    }

    private static long waits(WholeLayer layer, String reason) {
        return layer.databases().status().routes().stream()
                .filter(route ->
                        route.decision() == Decision.WAIT && route.reason().equals(reason))
                .mapToLong(RouteCount::count)
                .sum();
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }
}
