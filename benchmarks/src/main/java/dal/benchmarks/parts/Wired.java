package dal.benchmarks.parts;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.ServiceFactory;
import dal.TenantDatabase;
import dal.benchmarks.peers.Desk;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.DataAccessConfigReader;
import dal.consistency.Consistency;
import dal.core.guice.CoreModule;
import dal.core.pool.ConnectionPools;
import dal.core.pool.NoConnectionException;
import dal.core.pool.PooledConnection;
import dal.routing.guice.RoutingModule;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router;
import dal.spi.Router.NodeOutcome;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The library on a primary and a replica, and those of its parts that send nothing to either, which proxies before them see to. A connection for writes is asked whether
 * it is alive once it has rested; here none rests.
 */
@State(Scope.Thread)
public class Wired {

    private static final TenantId TENANT = TenantId.of(Desk.TENANT);
    private static final TenantClassName CLASS = TenantClassName.of("standard");
    private static final ClusterName CLUSTER = ClusterName.of("main");
    private static final PoolName POOL = new PoolName(CLASS, CLUSTER, NodeName.of("replica-1"), PoolPurpose.REPLICA);
    private static final RouteRequest READ =
            new RouteRequest(CLUSTER, CLASS, Intent.READ, Consistency.eventual(), Set.of());
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Of logins and monitors: a part that sent anything would come to more, however slow the machine. */
    private static final long MOST_ROUND_TRIPS = 500;

    private @Nullable PostgresCluster cluster;
    private @Nullable WireProxy primary;
    private @Nullable WireProxy replica;
    private @Nullable Parts parts;

    /** What is measured. */
    private record Parts(
            DbConnectionManager databases,
            TenantDatabase database,
            Router router,
            ConnectionPools pools,
            ServiceFactory services) {}

    /** A service as a user writes one. */
    static final class Orders {

        private final TenantDatabase database;

        @Inject
        Orders(TenantDatabase database) {
            this.database = database;
        }

        TenantDatabase database() {
            return database;
        }
    }

    /** Starts the servers and the library. */
    @Setup
    public void open() throws SQLException {
        PostgresCluster started = PostgresCluster.builder().replicas(1).start();
        cluster = started;
        Desk.in(started);
        WireProxy toPrimary = WireProxy.to(started.primary());
        primary = toPrimary;
        WireProxy toReplica = WireProxy.to(started.replicas().getFirst());
        replica = toReplica;
        Injector injector = Guice.createInjector(
                new CoreModule(DataAccessConfigReader.read(
                        ConfigFactory.parseString(
                                "dal.defaults { isolation { row-level-security { setting = app.tenant_id } } }"),
                        Map.of(
                                "DATABASE_URL", uri(toPrimary.port()),
                                "DATABASE_REPLICA_URLS", uri(toReplica.port())))),
                new RoutingModule());
        DbConnectionManager databases = injector.getInstance(DbConnectionManager.class);
        TenantDatabase database = databases.database(TENANT);
        // Pools open with the first call.
        Desk.readNothing(database.dsl());
        parts = new Parts(
                databases,
                database,
                injector.getInstance(Router.class),
                injector.getInstance(ConnectionPools.class),
                injector.getInstance(ServiceFactory.class));
    }

    private static String uri(int port) {
        return "postgresql://" + Desk.BOUND_ROLE + ":" + Desk.BOUND_ROLE + "@127.0.0.1:" + port + "/postgres";
    }

    /** Ends all of it. What was measured has to be what it is called. */
    @TearDown
    public void close() {
        long trips = roundTrips(primary) + roundTrips(replica);
        if (parts != null) {
            parts.databases.close();
        }
        closeServers();
        if (trips > MOST_ROUND_TRIPS) {
            throw new IllegalStateException("The servers were waited for " + trips + " times");
        }
    }

    private static long roundTrips(@Nullable WireProxy proxy) {
        return proxy == null ? 0 : proxy.roundTrips();
    }

    private void closeServers() {
        if (primary != null) {
            primary.close();
        }
        if (replica != null) {
            replica.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "open");
    }

    /** Chooses a replica for a read, and hears that it answered. */
    @Benchmark
    public RouteDecision route() {
        Router router = parts().router;
        RouteDecision decision = router.route(READ);
        if (!(decision instanceof RouteDecision.Use use)) {
            throw new IllegalStateException("No replica: " + decision);
        }
        router.completed(CLUSTER, use.node(), NodeOutcome.ANSWERED, 50_000);
        return decision;
    }

    /** Takes a connection of the replica's pool, its permit included, and gives it back. */
    @Benchmark
    public PooledConnection lease() throws NoConnectionException {
        PooledConnection connection = parts().pools.take(POOL, TENANT, 1, LIMIT, Duration.ZERO, false);
        connection.giveBack();
        return connection;
    }

    /** A transaction without a statement: all but what is sent with the first and the last of them. */
    @Benchmark
    public int transaction() {
        return parts().database.inTransaction(transaction -> transaction.attempt());
    }

    /** A service for a tenant's database. */
    @Benchmark
    public TenantDatabase service() {
        Parts now = parts();
        return now.services.create(Orders.class, now.database).database();
    }
}
