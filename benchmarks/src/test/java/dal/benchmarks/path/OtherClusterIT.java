package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dal.cluster.Role;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A replica's URL that leads to the primary of another cluster, with a database of the same name: nothing may be read or written there. */
@PostgresTest(replicas = 1, pools = "path/")
class OtherClusterIT {

    private static final PostgresCluster OTHER = PostgresCluster.builder().start();

    @BeforeAll
    static void schema(TestDatabase database) throws SQLException {
        database.execute("create table origin (name text)");
        database.execute("insert into origin values ('ours')");
        Login login = database.applicationRole();
        OTHER.createDatabase(database.name());
        try (Connection connection = OTHER.primary().connect(database.name());
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + login.user() + " login password '" + login.password() + "'");
            statement.execute("create table origin (name text); insert into origin values ('theirs')");
            statement.execute("grant all on origin to " + login.user());
        }
    }

    @AfterAll
    static void stop() {
        OTHER.close();
    }

    @Test
    void isSetAsideFromTheFirstReadOn(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer =
                over(database, OTHER.primary(), cluster.replicas().getFirst())) {
            for (int i = 0; i < 30; i++) {
                assertThat(origins(layer)).containsExactly("ours");
            }
            await(layer, NodeAvailability.SERVING, NodeAvailability.FOREIGN, NodeAvailability.SERVING);
            assertThat(origins(layer)).containsExactly("ours");
            assertThat(layer.databases().status().alerts())
                    .extracting(Alert::name, Alert::subject)
                    .contains(tuple("node_of_another_cluster", "main/replica-1"));
        }
    }

    @Test
    void isNotWrittenToWhileThePrimaryIsOutOfReach(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = over(database, OTHER.primary())) {
            layer.databases().database(TenantId.of("acme")).dsl().execute("insert into origin values ('ours')");
            await(layer, NodeAvailability.SERVING, NodeAvailability.FOREIGN);
            cluster.primary().freeze();
            try {
                await(layer, NodeAvailability.UNREACHABLE, NodeAvailability.FOREIGN);
                assertThat(layer.databases().status().nodes()).noneMatch(node -> node.role() == Role.PRIMARY);
            } finally {
                cluster.primary().unfreeze();
            }
            await(layer, NodeAvailability.SERVING, NodeAvailability.FOREIGN);
        }
    }

    private static WholeLayer over(TestDatabase database, PostgresNode... replicas) {
        Login login = database.applicationRole();
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        environment.put(
                "DATABASE_REPLICA_URLS",
                String.join(
                        ",",
                        List.of(replicas).stream()
                                .map(replica -> database.uri(replica, login))
                                .toList()));
        return WholeLayer.configuredBy(environment);
    }

    private static List<String> origins(WholeLayer layer) {
        return layer.databases()
                .database(TenantId.of("acme"))
                .read(dsl -> dsl.fetch("select distinct name from origin").map(row -> row.get(0, String.class)));
    }

    private static void await(WholeLayer layer, NodeAvailability... expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(layer.databases().status().nodes())
                        .extracting(NodeStatus::availability)
                        .containsExactly(expected));
    }
}
