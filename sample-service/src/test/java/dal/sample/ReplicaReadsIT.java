package dal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest(replicas = 2, pools = "retail")
class ReplicaReadsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String CUSTOMER = "{\"name\": \"%1$s\", \"email\": \"%1$s@example.org\"}";

    private static RunningSample sample;

    @BeforeAll
    static void start(TestDatabase database) throws Exception {
        RunningSample.prepare(database);
        sample = RunningSample.start(database);
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @Test
    void aReplicaAnswersAReadAndThePrimaryAWrite() throws Exception {
        Api acme = sample.as(RunningSample.ACME);

        assertThat(Api.nodes(acme.get("/api/products"))).matches("replica-[12]/replica");
        assertThat(Api.nodes(acme.post("/api/customers", CUSTOMER.formatted("dot"))))
                .isEqualTo("primary/primary");
    }

    @Test
    void theServersThemselvesSayTheSame(TestDatabase database, PostgresCluster cluster) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                    sample.as(RunningSample.ACME)
                            .request("/api/demo/slow?seconds=5")
                            .build(),
                    BodyHandlers.ofString());

            await().atMost(LIMIT)
                    .until(() -> sleepers(database, cluster.replicas().get(0))
                                    + sleepers(database, cluster.replicas().get(1))
                            == 1);
            assertThat(sleepers(database, cluster.primary())).isZero();
            assertThat(Api.nodes(slow.get())).matches("replica-[12]/replica");
        }
    }

    @Test
    void thePrimaryItselfSaysThatItWrites(TestDatabase database, PostgresCluster cluster) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                var lock = database.connect();
                var statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table retail.customer in exclusive mode");
            CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                    sample.as(RunningSample.ACME)
                            .request("/api/customers")
                            .POST(BodyPublishers.ofString(CUSTOMER.formatted("ida")))
                            .build(),
                    BodyHandlers.ofString());

            await().atMost(LIMIT).until(() -> writers(database, cluster.primary()) == 1);
            for (PostgresNode replica : cluster.replicas()) {
                assertThat(writers(database, replica)).isZero();
            }
            lock.rollback();
            assertThat(Api.nodes(waiting.get())).isEqualTo("primary/primary");
        }
    }

    private static int writers(TestDatabase database, PostgresNode node) throws SQLException {
        return busy(database, node, "%insert into%", "retail%premium%primary%");
    }

    private static int sleepers(TestDatabase database, PostgresNode node) throws SQLException {
        return busy(database, node, "%pg_sleep%", "retail%premium%replica%");
    }

    /** What the service says of itself on every server: its name, the tenant class, what the connection is for. */
    private static int busy(TestDatabase database, PostgresNode node, String query, String application)
            throws SQLException {
        try (var connection = database.connect(node);
                var statement = connection.prepareStatement(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                                + " and state = 'active' and query like ? and pid <> pg_backend_pid()"
                                + " and usename = 'retail_app' and application_name like ?")) {
            statement.setString(1, query);
            statement.setString(2, application);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Test
    void whoWasHandedTheTokenReadsTheWriteFromAnyProcessAlthoughTheReplicasAreBehind(
            TestDatabase database, PostgresCluster cluster) throws Exception {
        try (RunningSample other = RunningSample.start(database)) {
            cluster.replicas().forEach(PostgresNode::pauseReplay);
            try {
                HttpResponse<String> written =
                        sample.as(RunningSample.ACME).post("/api/customers", CUSTOMER.formatted("eve"));
                String location = written.headers().firstValue("Location").orElseThrow();

                HttpResponse<String> without = other.as(RunningSample.ACME).get(location);
                HttpResponse<String> with =
                        other.as(RunningSample.ACME).after(written).get(location);

                assertThat(without.statusCode()).isEqualTo(404);
                assertThat(Api.nodes(without)).matches("replica-[12]/replica");
                assertThat(with.statusCode()).isEqualTo(200);
                assertThat(Api.nodes(with)).isEqualTo("primary/primary");
            } finally {
                cluster.replicas().forEach(PostgresNode::resumeReplay);
            }
        }
    }

    @Test
    void aTransactionsTokenWorksAsWell(PostgresCluster cluster) throws Exception {
        Api acme = sample.as(RunningSample.ACME);
        cluster.replicas().forEach(PostgresNode::pauseReplay);
        try {
            HttpResponse<String> placed =
                    acme.post("/api/orders", "{\"customerId\": 1, \"lines\": [{\"productId\": 1, \"quantity\": 1}]}");

            assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
            String location = placed.headers().firstValue("Location").orElseThrow();
            assertThat(acme.after(placed).get(location).body()).isEqualTo(placed.body());
        } finally {
            cluster.replicas().forEach(PostgresNode::resumeReplay);
        }
    }
}
