package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.ReadOptions;
import dal.Session;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.DataAccessConfig;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.LogPosition;
import dal.spi.NodeState;
import dal.spi.Topology;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P3: another server stands behind a node's address, and its monitor has not looked since. */
class ChangedServerIT {

    private static final Table<Record> COUNTER = table(name("counter"));
    private static final Field<Integer> VALUE = field(name("value"), Integer.class);
    private static final TenantId TENANT = TenantId.of("acme");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final NodeName REPLICA = NodeName.of("replica-1");

    private final PostgresCluster cluster =
            PostgresCluster.builder().replicas(3).start();
    private final PostgresNode old = cluster.primary();
    private final PostgresNode promoted = cluster.node("replica1");
    private final PostgresNode left = cluster.node("replica2");
    private final PostgresNode following = cluster.node("replica3");

    @BeforeEach
    void schema() throws SQLException {
        execute(old, "create table counter (value int); insert into counter values (0)");
        cluster.awaitReplication(LIMIT);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /** It is further on by the number, and of a branch that nobody follows. */
    @Test
    void aReplicaOfADeadBranchDoesNotAnswerForTheNewOne() throws SQLException {
        promoted.promote();
        following.follow(promoted);
        execute(old, "update counter set value = -1");
        execute(old, "select pg_logical_emit_message(false, 'dead', repeat('x', 4000000), true)");
        try (WireProxy address = WireProxy.to(following);
                WholeLayer layer = layer(promoted.port(), address.port())) {
            Session session = layer.databases().session(TENANT);
            session.dsl().update(COUNTER).set(VALUE, 1).execute();
            CommitToken token = session.token();
            await().atMost(LIMIT).until(() -> observed(layer, REPLICA), state -> hasReached(state, token));
            await().atMost(LIMIT)
                    .until(() -> LogPosition.parseLsn(value(left, "select pg_last_wal_replay_lsn()"))
                            > token.position().lsn());

            address.leadTo(left);
            address.cut();
            layer.served().forget();

            assertThat(read(session.dsl())).isEqualTo(1);
            assertThat(layer.served().roles()).as("asked, and then again").containsExactly(Role.REPLICA, Role.PRIMARY);
            assertThat(layer.databases().session(TENANT, token).<Integer, RuntimeException>read(ChangedServerIT::read))
                    .isEqualTo(1);
        }
    }

    /** Nothing was promoted that this process has seen: it believes in the primary it knows. */
    @Test
    void aPrimaryThatCameBackAsAReplicaDoesNotAnswerAsOne() throws SQLException {
        try (WireProxy address = WireProxy.to(old);
                WholeLayer layer = layer(address.port(), promoted.port())) {
            assertThat(observed(layer, NodeName.of("primary")).role()).isEqualTo(Role.PRIMARY);
            assertThat(observed(layer, REPLICA).role()).isEqualTo(Role.REPLICA);

            promoted.promote();
            following.follow(promoted);
            following.pauseReplay();
            execute(promoted, "update counter set value = 1");
            address.leadTo(following);
            address.cut();

            int strong = layer.databases()
                    .database(TENANT)
                    .read(ReadOptions.defaults().withConsistency(Consistency.strong()), ChangedServerIT::read);
            assertThat(strong).isEqualTo(1);
            assertThat(layer.served().executions())
                    .extracting(execution -> execution.node().value())
                    .as("asked where the primary was, and then where it is")
                    .containsExactly("primary", "replica-1");
            following.resumeReplay();
        }
    }

    private WholeLayer layer(int primary, int replica) {
        return WholeLayer.configuredBy(
                // What changes is seen by whoever is told to look, and by nobody else.
                "dal.monitor.interval = 1h",
                Map.of(
                        "DATABASE_URL", uri(primary),
                        "DATABASE_REPLICA_URLS", uri(replica),
                        "PG_POOL_MIN", "0"));
    }

    private String uri(int port) {
        return "postgresql://" + old.user() + ":" + old.password() + "@127.0.0.1:" + port + "/postgres";
    }

    private static int read(DSLContext dsl) {
        return Objects.requireNonNull(dsl.select(VALUE).from(COUNTER).fetchSingle(VALUE));
    }

    private static NodeState observed(WholeLayer layer, NodeName node) {
        ClusterName only =
                layer.get(DataAccessConfig.class).clusters().keySet().iterator().next();
        try {
            return layer.get(Topology.class).probe(only, node, LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasReached(NodeState state, CommitToken token) {
        LogPosition position = state.position();
        return position != null
                && position.timeline() == token.position().timeline()
                && position.compareTo(token.position()) >= 0;
    }

    private static void execute(PostgresNode node, String sql) throws SQLException {
        try (Connection connection = node.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(PostgresNode node, String sql) throws SQLException {
        try (Connection connection = node.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
