package dal.benchmarks.atomic;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Medians;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The same two writes of a tenant applied together and in a transaction: how often each waits for the server, counted by a proxy, and how long each takes without
 * one. The two ways take turns, call by call, so that what else the machine does meets both.
 */
public final class Atomic {

    private static final String CLASSES = """
            dal.classes.bound { isolation { row-level-security { setting = app.tenant_id } } }
            dal.tenants { default-class = bound }
            # One look at the start, and no connection but those in use: what passes the proxy is the statements' own.
            dal.monitor.interval = 1h
            """;
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<Long> BALANCE = field(name("balance"), Long.class);
    private static final int WARM = 10_000;
    private static final int CALLS = 15_000;
    private static final int COUNTED = 200;

    private Atomic() {}

    /** Starts a server, counts and measures. */
    public static Figures measure() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.builder().start();
                WireProxy proxy = WireProxy.to(cluster.primary())) {
            schema(cluster);
            double roundTrips;
            double transactionTrips;
            try (DbConnectionManager databases = open(cluster.primary(), proxy.port())) {
                TenantDatabase acme = databases.database(TenantId.of("acme"));
                roundTrips = trips(proxy, () -> together(acme));
                transactionTrips = trips(proxy, () -> inTransaction(acme));
            }
            try (DbConnectionManager databases =
                    open(cluster.primary(), cluster.primary().port())) {
                return times(databases.database(TenantId.of("acme")), roundTrips, transactionTrips);
            }
        }
    }

    private static void schema(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table account (
                        id int, balance bigint not null, tenant_id text not null default current_setting('app.tenant_id', true),
                        primary key (tenant_id, id));
                    alter table account enable row level security;
                    alter table account force row level security;
                    create policy tenant on account using (tenant_id = current_setting('app.tenant_id', true));
                    insert into account (id, balance, tenant_id) values (1, 0, 'acme'), (2, 0, 'acme');
                    """);
        }
    }

    private static DbConnectionManager open(PostgresNode node, int port) {
        String url = "postgresql://" + node.user() + ":" + node.password() + "@127.0.0.1:" + port + "/postgres";
        Map<String, String> environment = Map.of("DATABASE_URL", url, "PG_POOL_MIN", "0");
        return Guice.createInjector(
                        new CoreModule(DataAccessConfigReader.read(ConfigFactory.parseString(CLASSES), environment)),
                        new RoutingModule())
                .getInstance(DbConnectionManager.class);
    }

    private static Query add(DSLContext dsl, int account, long amount) {
        return dsl.update(ACCOUNT).set(BALANCE, BALANCE.plus(amount)).where(ID.eq(account));
    }

    private static void together(TenantDatabase database) {
        DSLContext dsl = database.dsl();
        database.atomic(add(dsl, 1, -1), add(dsl, 2, 1));
    }

    private static void inTransaction(TenantDatabase database) {
        database.useTransaction(transaction -> {
            add(transaction.dsl(), 1, -1).execute();
            add(transaction.dsl(), 2, 1).execute();
        });
    }

    private static double trips(WireProxy proxy, Runnable call) {
        for (int i = 0; i < COUNTED; i++) {
            call.run();
        }
        long before = proxy.roundTrips();
        for (int i = 0; i < COUNTED; i++) {
            call.run();
        }
        return (double) (proxy.roundTrips() - before) / COUNTED;
    }

    private static Figures times(TenantDatabase database, double roundTrips, double transactionTrips) {
        for (int i = 0; i < WARM; i++) {
            together(database);
            inTransaction(database);
        }
        Progress.say("warm");
        List<Double> together = new ArrayList<>(CALLS);
        List<Double> transaction = new ArrayList<>(CALLS);
        for (int i = 0; i < CALLS; i++) {
            boolean first = i % 2 == 0;
            long begun = System.nanoTime();
            if (first) {
                together(database);
            } else {
                inTransaction(database);
            }
            long between = System.nanoTime();
            if (first) {
                inTransaction(database);
            } else {
                together(database);
            }
            long ended = System.nanoTime();
            together.add((double) (first ? between - begun : ended - between));
            transaction.add((double) (first ? ended - between : between - begun));
        }
        double atomic = Medians.of(together);
        double usual = Medians.of(transaction);
        return new Figures()
                .ratio("round_trips", roundTrips)
                .ratio("transaction_round_trips", transactionTrips)
                .ratio("ratio_to_transaction", atomic / usual)
                .ratio("atomic_us", atomic / 1000)
                .ratio("transaction_us", usual / 1000);
    }
}
