package dal.core.testkit;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.AdmissionConfig;
import dal.config.BudgetConfig;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.IsolationChecks;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.PoolConfig;
import dal.config.PoolsConfig;
import dal.config.RoutingConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.Strictness;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.consistency.Consistency;
import dal.core.guice.CoreModule;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** The data layer over a test database, as an application would wire it, with fixed routing. Closed with the manager. */
public final class Layer implements AutoCloseable {

    public static final ClusterName CLUSTER = ClusterName.of("main");
    public static final TenantClassName BOUND = TenantClassName.of("bound");
    public static final TenantClassName UNBOUND = TenantClassName.of("unbound");
    public static final TenantId ACME = TenantId.of("acme");
    public static final TenantId GLOBEX = TenantId.of("globex");
    public static final TenantId ALONE = TenantId.of("alone");

    private final Injector injector;
    private final FixedRouting routing;

    private Layer(Injector injector, FixedRouting routing) {
        this.injector = injector;
        this.routing = routing;
    }

    /** Over every node of the database, each on its own port. */
    public static Layer over(TestDatabase database, Module... more) {
        return behind(database, PostgresNode::port, more);
    }

    /** Over the ports given for the nodes: a proxy's, say. */
    public static Layer behind(TestDatabase database, ToIntFunction<PostgresNode> port, Module... more) {
        return open(database, port, Limits.USUAL, more);
    }

    /** Over every node, with limits of the test's own. */
    public static Layer limited(TestDatabase database, Limits limits, Module... more) {
        return open(database, PostgresNode::port, limits, more);
    }

    /** Over every node, configured as {@code change} makes of the usual. */
    public static Layer configured(TestDatabase database, UnaryOperator<DataAccessConfig> change, Module... more) {
        return open(database, PostgresNode::port, Limits.USUAL, change, more);
    }

    /** Over the ports given, with limits of the test's own. */
    public static Layer open(TestDatabase database, ToIntFunction<PostgresNode> port, Limits limits, Module... more) {
        return open(database, port, limits, UnaryOperator.identity(), more);
    }

    private static Layer open(
            TestDatabase database,
            ToIntFunction<PostgresNode> port,
            Limits limits,
            UnaryOperator<DataAccessConfig> change,
            Module... more) {
        Login login = database.applicationRole();
        List<NodeConfig> nodes = new ArrayList<>();
        for (PostgresNode node : database.cluster().nodes()) {
            nodes.add(new NodeConfig(
                    NodeName.of(node.name()),
                    new ConnectionConfig(
                            node.host(),
                            port.applyAsInt(node),
                            database.name(),
                            login.user(),
                            Secret.of(login.password()),
                            TlsConfig.UNSPECIFIED,
                            false,
                            Map.of())));
        }
        FixedRouting routing = new FixedRouting(
                CLUSTER, nodes.stream().skip(1).map(NodeConfig::name).toList());
        return new Layer(injector(change.apply(config(nodes, limits)), routing, more), routing);
    }

    /** The wiring alone, over a server that nobody connects to. */
    public static Injector injector(Module... more) {
        return injector(config(), new FixedRouting(CLUSTER, List.of()), more);
    }

    /** The wiring alone, configured as {@code change} makes of the usual. */
    public static Injector configuredInjector(UnaryOperator<DataAccessConfig> change, Module... more) {
        return injector(change.apply(config()), new FixedRouting(CLUSTER, List.of()), more);
    }

    /** A configuration, of a server that nobody connects to. */
    public static DataAccessConfig config() {
        ConnectionConfig nowhere = new ConnectionConfig(
                "localhost", 1, "none", "none", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of());
        return config(List.of(new NodeConfig(NodeName.of("primary"), nowhere)), Limits.USUAL);
    }

    private static Injector injector(DataAccessConfig config, FixedRouting routing, Module... more) {
        return Guice.createInjector(new CoreModule(config), routing, Modules.combine(more));
    }

    private static DataAccessConfig config(List<NodeConfig> nodes, Limits limits) {
        return new DataAccessConfig(
                "it",
                Map.of(CLUSTER, new ClusterConfig(CLUSTER, nodes, null)),
                Map.of(
                        BOUND, tenantClass(BOUND, limits.isolation(), limits),
                        UNBOUND, tenantClass(UNBOUND, TenantIsolation.none(), limits)),
                new TenantsConfig(Map.of(ACME, BOUND, GLOBEX, BOUND, ALONE, UNBOUND), null),
                MonitorConfig.DEFAULT,
                limits.routing(),
                Map.of(),
                new BudgetConfig(1, Strictness.OFF),
                ShutdownConfig.within(Duration.ofSeconds(5)));
    }

    private static TenantClassConfig tenantClass(TenantClassName name, TenantIsolation isolation, Limits limits) {
        PoolConfig pool = new PoolConfig(
                limits.connections(),
                0,
                limits.acquire(),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ZERO);
        return new TenantClassConfig(
                name,
                CLUSTER,
                isolation,
                new PoolsConfig(pool, pool, pool, limits.closeAfter(), limits.busyPoll()),
                Consistency.eventual(),
                limits.statement(),
                Duration.ZERO,
                Duration.ZERO,
                false,
                AdmissionConfig.DEFAULT,
                limits.checks());
    }

    /**
     * What a test may want otherwise.
     *
     * @param connections most in a pool
     * @param acquire longest wait for one
     * @param statement longest run of a statement on the server
     * @param isolation of the class called bound
     * @param routing how nodes are waited for
     * @param closeAfter how long a pool may rest
     * @param busyPoll how long readers stay awake
     * @param checks of what keeps tenants apart
     */
    public record Limits(
            int connections,
            Duration acquire,
            Duration statement,
            TenantIsolation isolation,
            RoutingConfig routing,
            Duration closeAfter,
            Duration busyPoll,
            IsolationChecks checks) {

        public static final Limits USUAL = new Limits(
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                TenantIsolation.rowLevelSecurity("app.tenant_id"),
                RoutingConfig.DEFAULT,
                PoolsConfig.DEFAULT_CLOSE_AFTER,
                PoolsConfig.DEFAULT_BUSY_POLL,
                new IsolationChecks(Strictness.OFF, Set.of(), false));

        public Limits withConnections(int most) {
            return new Limits(most, acquire, statement, isolation, routing, closeAfter, busyPoll, checks);
        }

        public Limits withAcquire(Duration longest) {
            return new Limits(connections, longest, statement, isolation, routing, closeAfter, busyPoll, checks);
        }

        public Limits withStatement(Duration longest) {
            return new Limits(connections, acquire, longest, isolation, routing, closeAfter, busyPoll, checks);
        }

        public Limits withRouting(RoutingConfig other) {
            return new Limits(connections, acquire, statement, isolation, other, closeAfter, busyPoll, checks);
        }

        public Limits withCloseAfter(Duration rest) {
            return new Limits(connections, acquire, statement, isolation, routing, rest, busyPoll, checks);
        }

        public Limits withBusyPoll(Duration longest) {
            return new Limits(connections, acquire, statement, isolation, routing, closeAfter, longest, checks);
        }

        public Limits withIsolation(TenantIsolation other) {
            return new Limits(connections, acquire, statement, other, routing, closeAfter, busyPoll, checks);
        }

        /** Each connection is asked on release what it still carries. */
        public Limits checkedOnRelease() {
            return new Limits(
                    connections,
                    acquire,
                    statement,
                    isolation,
                    routing,
                    closeAfter,
                    busyPoll,
                    new IsolationChecks(Strictness.OFF, IsolationChecks.DEFAULT.exempt(), true));
        }
    }

    public TenantDatabase database(TenantId tenant) {
        return databases().database(tenant);
    }

    /** The pools themselves, for a look at the connections in them. */
    public RestingPools pools() {
        return new RestingPools(this);
    }

    public DbConnectionManager databases() {
        return injector.getInstance(DbConnectionManager.class);
    }

    public Injector injector() {
        return injector;
    }

    public FixedRouting routing() {
        return routing;
    }

    @Override
    public void close() {
        databases().close();
    }
}
