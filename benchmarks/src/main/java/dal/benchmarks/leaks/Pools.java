package dal.benchmarks.leaks;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.OptionalBinder;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.core.pool.ConnectionPools;
import dal.core.pool.NoConnectionException;
import dal.core.pool.PooledConnection;
import dal.core.pool.Servers;
import dal.routing.guice.RoutingModule;
import dal.status.PoolStatus;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** The data layer over a driver that may fail, and a look at what is left in its pools. */
final class Pools implements AutoCloseable {

    private static final String CLASSES = """
            dal.classes.bound { isolation { row-level-security { setting = app.tenant_id } } }
            dal.tenants { default-class = bound }
            dal.monitor.interval = 1h
            dal.drain-timeout = 1s
            """;

    /** Longer than any connection takes to be made, and anybody to give one back. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Injector injector;

    private Pools(Injector injector) {
        this.injector = injector;
    }

    /** Over a server, with so many connections in a pool. */
    static Pools over(PostgresNode node, int connections, FaultPlan plan) {
        String url = "postgresql://" + node.user() + ":" + node.password() + "@127.0.0.1:" + node.port() + "/postgres";
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                url,
                "PG_POOL_MIN",
                "0",
                "PG_POOL_MAX",
                Integer.toString(connections),
                "PG_CONNECTION_TIMEOUT",
                Long.toString(PATIENCE.toMillis()));
        return new Pools(Guice.createInjector(
                new CoreModule(DataAccessConfigReader.read(ConfigFactory.parseString(CLASSES), environment)),
                new RoutingModule(),
                binder -> OptionalBinder.newOptionalBinder(binder, Servers.Dialer.class)
                        .setBinding()
                        .toInstance(new FaultyDriver(plan))));
    }

    Injector injector() {
        return injector;
    }

    TenantDatabase session() {
        return databases().session(TenantId.of("acme"));
    }

    private DbConnectionManager databases() {
        return injector.getInstance(DbConnectionManager.class);
    }

    /**
     * What is left behind though nobody works: held, or not to be had.
     *
     * @param moment what work that ends on another thread is given
     */
    Leaked leaked(Duration moment) throws InterruptedException {
        Leaked held = stillHeld(moment);
        return held.isNothing() ? takeAll(moment.multipliedBy(3)) : held;
    }

    private Leaked stillHeld(Duration moment) throws InterruptedException {
        Leaked held = held();
        long deadline = System.nanoTime() + moment.toNanos();
        while (!held.isNothing() && System.nanoTime() - deadline < 0) {
            Thread.sleep(1);
            held = held();
        }
        return held;
    }

    private Leaked held() {
        int active = databases().status().pools().stream()
                .mapToInt(PoolStatus::active)
                .sum();
        return new Leaked(active, databases().status().running());
    }

    /**
     * Takes every connection that the pools are to have, at once: how many cannot be had, and how many are not as they were when they were new.
     *
     * @param patience how long one may take to be had
     */
    private Leaked takeAll(Duration patience) {
        ConnectionPools pools = injector.getInstance(ConnectionPools.class);
        int missing = 0;
        int dirty = 0;
        for (PoolStatus status : databases().status().pools()) {
            List<PooledConnection> taken = new ArrayList<>();
            try {
                for (int i = 0; i < status.max(); i++) {
                    PooledConnection connection =
                            pools.get(status.name()).take(TenantId.of("look-" + i), 1, patience, Duration.ZERO, true);
                    taken.add(connection);
                    dirty += isAsItWas(connection.raw()) ? 0 : 1;
                }
            } catch (NoConnectionException e) {
                missing += status.max() - taken.size();
            } finally {
                taken.forEach(PooledConnection::giveBack);
            }
        }
        return new Leaked(dirty, missing);
    }

    private static boolean isAsItWas(BaseConnection raw) {
        try {
            return raw.getAutoCommit() && raw.getTransactionState() == TransactionState.IDLE && !raw.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        databases().close();
    }

    /**
     * What was left behind.
     *
     * @param connections in use though nobody works, or not as they were
     * @param permits taken though nobody works, of pools and of the way in
     */
    record Leaked(long connections, long permits) {

        static final Leaked NOTHING = new Leaked(0, 0);

        boolean isNothing() {
            return connections == 0 && permits == 0;
        }

        Leaked and(Leaked other) {
            return new Leaked(connections + other.connections, permits + other.permits);
        }
    }
}
