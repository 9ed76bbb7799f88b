package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.inject.AbstractModule;
import dal.Session;
import dal.benchmarks.pooler.PgBouncer;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.CommitToken;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** P3: after a commit, the same session, or any that was handed its token, never reads older data. */
@PostgresTest(replicas = 2)
class CausalReadIT {

    private static final Table<Record> COUNTER = table(name("counter"));
    private static final Field<Integer> VALUE = field(name("value"), Integer.class);
    private static final TenantId TENANT = TenantId.of("acme");
    private static final int ROUNDS = 200;

    /** This pooler is older than its support for the driver's prepared statements may be. */
    private static final String UNPREPARED = "&prepareThreshold=0";

    private static final AtomicInteger NEXT = new AtomicInteger();

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table counter (value int); insert into counter values (0)");
    }

    @AfterEach
    void resume(PostgresCluster cluster) {
        cluster.replicas().forEach(PostgresNode::resumeReplay);
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private static int read(DSLContext dsl) {
        return Objects.requireNonNull(dsl.select(VALUE).from(COUNTER).fetchSingle(VALUE));
    }

    /** Writes a value higher than any before. */
    private static int write(Session session) {
        int value = NEXT.incrementAndGet();
        session.dsl().update(COUNTER).set(VALUE, value).execute();
        return value;
    }

    /** Writes, and reads in another session that was handed the token; how many reads came back older than the write. */
    private static int staleReads(WholeLayer layer) {
        int stale = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            Session writer = layer.databases().session(TENANT);
            int value = write(writer);
            Session reader = layer.databases()
                    .session(TENANT, CommitToken.parse(writer.token().toString()));
            if (read(reader.dsl()) != value || reader.<Integer, RuntimeException>read(CausalReadIT::read) != value) {
                stale++;
            }
        }
        return stale;
    }

    @Test
    void aTokenIsNeverFollowedByAnOlderRead(TestDatabase database) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            assertThat(staleReads(layer)).isZero();
        }
    }

    @Test
    void aTokenIsNeverFollowedByAnOlderReadWhileNoReplicaReplays(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            cluster.replicas().forEach(PostgresNode::pauseReplay);
            assertThat(staleReads(layer)).isZero();
        }
    }

    @Test
    void aRouterThatIgnoresPositionsIsCaught(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database, new AbstractModule() {
            @Override
            protected void configure() {
                bind(Router.class).toInstance(new CarelessRouter());
            }
        })) {
            cluster.replicas().forEach(PostgresNode::pauseReplay);
            assertThat(staleReads(layer)).isPositive();
        }
    }

    @Test
    void aReplicaAnswersOnceItHasReplayedTheWrite(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            Session session = layer.databases().session(TENANT);
            int value = write(session);
            cluster.awaitReplication(Duration.ofSeconds(10));
            Awaitility.await().untilAsserted(() -> {
                layer.served().forget();
                assertThat(read(session.dsl())).isEqualTo(value);
                assertThat(layer.served().roles()).containsExactly(Role.REPLICA);
            });
        }
    }

    /** Its check has a transaction of its own, ahead of it, on the same server. */
    @Test
    void aReadOnlyTransactionIsCheckedThroughAPoolerToo(TestDatabase database, PostgresCluster cluster) {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed here (Debian: apt-get install pgbouncer)");
        Login login = database.applicationRole();
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        try (PgBouncer pooler = PgBouncer.before(cluster, database.name(), login)) {
            environment.put("DATABASE_URL", pooler.uri(cluster.primary(), login) + UNPREPARED);
            environment.put(
                    "DATABASE_REPLICA_URLS", pooler.uri(cluster.replicas().getFirst(), login) + UNPREPARED);
            try (WholeLayer layer = WholeLayer.configuredBy(environment)) {
                TransactionOptions options =
                        TransactionOptions.defaults().asReadOnly().withIsolation(Isolation.REPEATABLE_READ);
                Session session = layer.databases().session(TENANT);
                for (int round = 1; round <= ROUNDS; round++) {
                    int value = write(session);
                    cluster.awaitReplication(Duration.ofSeconds(10));
                    int seen = session.inTransaction(options, transaction -> read(transaction.dsl()));
                    assertThat(seen).isEqualTo(value);
                }
                assertThat(layer.served().roles()).contains(Role.REPLICA);
            }
        }
    }

    @Test
    void aSessionThatSawAReplicaDoesNotReadBehindItOnAnother(TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            cluster.replicas().getFirst().pauseReplay();
            Session writer = layer.databases().session(TENANT);
            for (int round = 1; round <= ROUNDS; round++) {
                write(writer);
                Session reader = layer.databases().session(TENANT);
                int last = -1;
                for (int i = 0; i < 4; i++) {
                    int now = read(reader.dsl());
                    assertThat(now).isGreaterThanOrEqualTo(last);
                    last = now;
                }
            }
        }
    }

    /** Sends every read to a replica, whatever has been replayed. */
    private static final class CarelessRouter implements Router {

        @Override
        public RouteDecision route(RouteRequest request) {
            return request.intent() == Intent.READ
                    ? new RouteDecision.Use(
                            NodeName.of("replica-1"), Role.REPLICA, PoolPurpose.REPLICA, RouteReason.EVENTUAL_READ)
                    : new RouteDecision.Use(
                            NodeName.of("primary"), Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);
        }

        @Override
        public void completed(dal.cluster.ClusterName cluster, NodeName node, NodeOutcome outcome, long duration) {
            // It learns nothing.
        }
    }
}
