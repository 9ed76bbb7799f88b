package dal.benchmarks.roundtrips;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.benchmarks.result.Figures;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** P1: the waits of a client for the server, counted by a proxy in front of a primary and of its replica. */
public final class RoundTrips {

    private static final String CLASSES = """
            dal.classes.bound { isolation { row-level-security { setting = app.tenant_id } } }
            dal.classes.unbound { isolation = none }
            dal.tenants { default-class = bound, classes { alone = unbound } }
            # One look at the start, and no connection but those in use: what passes the proxies is the statements' own.
            dal.monitor.interval = 1h
            """;
    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);
    private static final int WARM = 20;
    private static final int CALLS = 200;
    private static final int IDLE_CALLS = 5;
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final DbConnectionManager databases;
    private final WireProxy primary;
    private final WireProxy replica;

    private RoundTrips(DbConnectionManager databases, WireProxy primary, WireProxy replica) {
        this.databases = databases;
        this.primary = primary;
        this.replica = replica;
    }

    /** Starts a cluster and counts. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
                WireProxy primary = WireProxy.to(cluster.primary());
                WireProxy replica = WireProxy.to(cluster.replicas().getFirst())) {
            schema(cluster);
            Map<String, String> environment = Map.of(
                    "DATABASE_URL", url(cluster.primary(), primary.port()),
                    "DATABASE_REPLICA_URLS", url(cluster.primary(), replica.port()),
                    "PG_POOL_MIN", "0");
            try (DbConnectionManager databases = Guice.createInjector(
                            new CoreModule(
                                    DataAccessConfigReader.read(ConfigFactory.parseString(CLASSES), environment)),
                            new RoutingModule())
                    .getInstance(DbConnectionManager.class)) {
                return new RoundTrips(databases, primary, replica).figures();
            }
        }
    }

    private static void schema(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table note (id int primary key, text text); insert into note values (1, 'a'), (2, 'b')");
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
    }

    private static String url(PostgresNode login, int port) {
        return "postgresql://" + login.user() + ":" + login.password() + "@127.0.0.1:" + port + "/postgres";
    }

    private Figures figures() throws InterruptedException {
        TenantDatabase unbound = databases.database(TenantId.of("alone"));
        TenantDatabase bound = databases.database(TenantId.of("acme"));
        double transaction = perCall(() -> transactionOfTwo(bound));
        TenantDatabase session = databases.session(TenantId.of("acme"));
        double withToken = perCall(() -> transactionOfTwo(session));
        return new Figures()
                .ratio("read", perCall(() -> read(unbound)))
                .ratio("bound_read", perCall(() -> read(bound)))
                .ratio("transaction_of_2", transaction)
                .ratio("token_extra", withToken - transaction)
                .ratio("idle_read", idleRead(bound));
    }

    private static void read(TenantDatabase database) {
        var unused = database.dsl().select(TEXT).from(NOTE).where(ID.eq(1)).fetch();
    }

    private static void transactionOfTwo(TenantDatabase database) {
        database.useTransaction(transaction -> {
            DSLContext dsl = transaction.dsl();
            dsl.update(NOTE).set(TEXT, "c").where(ID.eq(1)).execute();
            dsl.update(NOTE).set(TEXT, "d").where(ID.eq(2)).execute();
        });
    }

    private double perCall(Runnable call) {
        for (int i = 0; i < WARM; i++) {
            call.run();
        }
        long before = waits();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (double) (waits() - before) / CALLS;
    }

    private double idleRead(TenantDatabase database) throws InterruptedException {
        read(database);
        double total = 0;
        for (int i = 0; i < IDLE_CALLS; i++) {
            Thread.sleep(QUIET);
            long before = waits();
            read(database);
            total += waits() - before;
        }
        return total / IDLE_CALLS;
    }

    private long waits() {
        return primary.roundTrips() + replica.roundTrips();
    }
}
