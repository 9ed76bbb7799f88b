package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dal.ReadOptions;
import dal.Session;
import dal.TenantDatabase;
import dal.benchmarks.pooler.PgBouncer;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.error.WriteOnReadRouteException;
import dal.status.PoolStatus;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** P4: a known write is not sent on a read route, and what the client cannot know is refused by the server, wherever the read runs. */
@PostgresTest(replicas = 1)
class WriteGuardIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Table<Record> GUARDED = table(name("guarded"));

    /** Plain SQL that writes and does not look like it. */
    private static final List<String> HIDDEN_WRITES = List.of(
            "select adds_one()", "select * from adding_view", "with x as (select adds_one() as id) select id from x");

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("""
                create table guarded (id int);
                create table noted (id int);
                create sequence counted;
                create function adds_one() returns int language sql as 'insert into guarded values (1) returning id';
                create view adding_view as select adds_one() as id;
                """);
        Login app = database.applicationRole();
        database.execute("grant create on schema public to " + app.user());
    }

    @AfterEach
    void nothingWasWritten(TestDatabase database, PostgresCluster cluster) throws Exception {
        cluster.replicas().forEach(PostgresNode::resumeReplay);
        try (var connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select count(*), to_regclass('made') is null from guarded")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
            assertThat(rows.getBoolean(2)).isTrue();
        }
    }

    @Test
    void aKnownWriteIsRefusedByItsKindAndNothingIsSent(TestDatabase database, PostgresCluster cluster) {
        Map<String, String> kinds = Map.of(
                "insert into guarded values (1)", "INSERT",
                "update guarded set id = 2", "UPDATE",
                "delete from guarded", "DELETE",
                "select * from guarded for update", "SELECT FOR UPDATE",
                "select nextval('counted')", "SELECT",
                "with x as (delete from guarded returning id) select * from x", "WITH ... DELETE",
                "create table made (id int)", "CREATE TABLE",
                "explain analyze delete from guarded", "EXPLAIN",
                "select id into made from guarded", "SELECT INTO",
                "copy guarded from stdin", "COPY FROM");
        try (WireProxy primary = WireProxy.to(cluster.primary());
                WireProxy replica = WireProxy.to(cluster.replicas().getFirst());
                WholeLayer layer = WholeLayer.configuredBy(
                        // Once seen, the nodes are left alone: what is counted is the statements' own.
                        "dal.monitor.interval = 1h", through(database, (node, login) -> {
                            WireProxy proxy = node == cluster.primary() ? primary : replica;
                            return database.uri(node, login).replace(":" + node.port() + "/", ":" + proxy.port() + "/");
                        }))) {
            TenantDatabase tenant = layer.databases().database(TENANT);
            assertThat(tenant.<Integer, RuntimeException>read(dsl -> dsl.fetchCount(GUARDED)))
                    .isZero();
            tenant.dsl().execute("select 1");
            assertThat(layer.served().roles()).contains(Role.REPLICA, Role.PRIMARY);
            assertThat(primary.roundTrips()).isPositive();
            assertThat(replica.roundTrips()).isPositive();
            awaitRest(primary, replica);
            primary.reset();
            replica.reset();

            kinds.forEach((sql, kind) -> {
                assertRefused(tenant, Consistency.eventual(), sql, kind + " writes");
                assertRefused(tenant, Consistency.strong(), sql, kind + " writes");
            });
            assertThatExceptionOfType(WriteOnReadRouteException.class)
                    .isThrownBy(() -> tenant.read(dsl -> dsl.insertInto(GUARDED, field(name("id"), Integer.class))
                            .values(1)
                            .execute()))
                    .withMessageContaining("INSERT writes");

            assertThat(replica.roundTrips()).as("sent to the replica").isZero();
            assertThat(primary.roundTrips()).as("sent to the primary").isZero();
        }
    }

    /** Pools fill, and servers are looked at once, in the background. */
    private static void awaitRest(WireProxy primary, WireProxy replica) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            long now = primary.roundTrips() + replica.roundTrips();
            return before.getAndSet(now) == now;
        });
    }

    @Test
    void aHiddenWriteIsRefusedByAReplica(TestDatabase database) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            refusesHiddenWrites(layer, Consistency.eventual(), Role.REPLICA);
        }
    }

    @Test
    void aHiddenWriteIsRefusedByThePrimaryToo(TestDatabase database) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            refusesHiddenWrites(layer, Consistency.strong(), Role.PRIMARY);
        }
    }

    @Test
    void aHiddenWriteIsRefusedWhereThereIsNoReplica(TestDatabase database) {
        Map<String, String> alone = WholeLayer.environment(database);
        alone.remove("DATABASE_REPLICA_URLS");
        try (WholeLayer layer = WholeLayer.configuredBy(alone)) {
            refusesHiddenWrites(layer, Consistency.eventual(), Role.PRIMARY);
            assertRefusedByTheView(layer);
        }
    }

    @Test
    void aHiddenWriteIsRefusedByThePrimarysPoolForReadsThatNoReplicaCanAnswer(
            TestDatabase database, PostgresCluster cluster) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            cluster.replicas().getFirst().pauseReplay();
            Session session = layer.databases().session(TENANT);
            session.dsl().execute("insert into noted values (1)");

            refusesHiddenWrites(layer, Consistency.atLeast(session.token()), Role.PRIMARY);

            assertThat(layer.databases().status().pools())
                    .filteredOn(pool -> pool.name().purpose() == PoolPurpose.FALLBACK)
                    .extracting(PoolStatus::total)
                    .containsExactly(1);
        }
    }

    @Test
    void theViewOfAWritingFunctionIsRefusedOnTheTenantsOwnDslToo(TestDatabase database) {
        try (WholeLayer layer = WholeLayer.over(database)) {
            assertRefusedByTheView(layer);
        }
    }

    @Test
    void aHiddenWriteIsRefusedThroughAPoolerInTransactionMode(TestDatabase database) {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed here (Debian: apt-get install pgbouncer)");
        try (PgBouncer pooler = PgBouncer.before(database.cluster(), database.name(), database.applicationRole());
                WholeLayer layer = WholeLayer.configuredBy(through(database, pooler::uri))) {
            refusesHiddenWrites(layer, Consistency.eventual(), Role.REPLICA);
            refusesHiddenWrites(layer, Consistency.strong(), Role.PRIMARY);
            assertRefusedByTheView(layer);

            TenantDatabase tenant = layer.databases().database(TENANT);
            assertThat(tenant.dsl().deleteFrom(GUARDED).execute())
                    .as("a write after refused reads on the same server connections")
                    .isZero();
        }
    }

    /** Each text, in a block of reads and on its bare connection. */
    private static void refusesHiddenWrites(WholeLayer layer, Consistency consistency, Role where) {
        TenantDatabase tenant = layer.databases().database(TENANT);
        ReadOptions options = ReadOptions.defaults().withConsistency(consistency);
        assertThat(tenant.<Integer, RuntimeException>read(options, dsl -> dsl.fetchCount(GUARDED)))
                .isZero();
        for (String sql : HIDDEN_WRITES) {
            layer.served().forget();
            assertThatExceptionOfType(WriteOnReadRouteException.class)
                    .as(sql)
                    .isThrownBy(() -> tenant.read(options, (DSLContext dsl) -> dsl.execute(sql)))
                    .withMessageNotContaining("was not sent");
            assertThat(layer.served().roles()).as(sql).containsExactly(where);
            assertThatExceptionOfType(org.jooq.exception.DataAccessException.class)
                    .as(sql)
                    .isThrownBy(() -> tenant.read(options, (DSLContext dsl) -> {
                        dsl.connection(
                                connection -> connection.createStatement().execute(sql));
                        return 0;
                    }))
                    .satisfies(refused -> assertThat(refused.sqlState()).isEqualTo("25006"));
        }
    }

    /** A clean Select, and so a read: that the view's function writes only the server knows. */
    private static void assertRefusedByTheView(WholeLayer layer) {
        TenantDatabase tenant = layer.databases().database(TENANT);
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() ->
                        tenant.dsl().selectFrom(table(name("adding_view"))).fetch());
    }

    private static void assertRefused(TenantDatabase tenant, Consistency consistency, String sql, String message) {
        ReadOptions options = ReadOptions.defaults().withConsistency(consistency);
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .as(sql)
                .isThrownBy(() -> tenant.read(options, (DSLContext dsl) -> dsl.execute(sql)))
                .withMessageContaining(message);
    }

    private static Map<String, String> through(TestDatabase database, BiFunction<PostgresNode, Login, String> uri) {
        Login login = database.applicationRole();
        PostgresCluster cluster = database.cluster();
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        environment.put("DATABASE_URL", uri.apply(cluster.primary(), login));
        environment.put("DATABASE_REPLICA_URLS", uri.apply(cluster.replicas().getFirst(), login));
        return environment;
    }
}
