package dal.core.execution;

import dal.config.ConnectionConfig;
import dal.config.TenantClassConfig;
import dal.core.check.StartupChecks;
import dal.core.connection.Binding;
import dal.core.connection.StatementGuard;
import dal.core.connection.TenantConnection;
import dal.core.connection.TenantConnection.Owner;
import dal.core.lifecycle.WorkGate;
import dal.core.pool.ConnectionPools;
import dal.core.pool.NoConnectionException;
import dal.core.pool.PooledConnection;
import dal.core.pool.Servers;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.ShuttingDownException;
import dal.spi.RouteDecision;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.spi.Topology;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Borrows connections: chooses the node, tells the observers, takes a connection of that node's pool, and binds the tenant to it. Whatever fails on the way leaves
 * nothing behind. Thread-safe.
 */
@Singleton
public final class Borrowing {

    private final Tenants tenants;
    private final WorkGate gate;
    private final Routes routes;
    private final Topology topology;
    private final NodeProbe probe;
    private final ConnectionPools pools;
    private final Observers observers;
    private final Watching watching;
    private final Bindings bindings;
    private final KnownStatements statements;
    private final StartupChecks checks;
    private final Racers racers = new Racers();

    @Inject
    public Borrowing(
            Tenants tenants,
            WorkGate gate,
            Routes routes,
            Topology topology,
            ConnectionPools pools,
            Servers servers,
            Observers observers,
            KnownStatements statements,
            StartupChecks checks) {
        this.tenants = tenants;
        this.gate = gate;
        this.routes = routes;
        this.topology = topology;
        this.probe = new NodeProbe(topology);
        this.pools = pools;
        this.observers = observers;
        this.watching = new Watching(observers, topology, servers);
        this.bindings = new Bindings(topology, servers);
        this.statements = statements;
        this.checks = checks;
        gate.waitsIn(routes);
        pools.follow(topology);
        var unused = topology.onChange(new LostNodes(gate)::follow);
    }

    /** Who runs a read that may be asked of a second replica. */
    Executor racers() {
        return racers;
    }

    /** The class whose connections serve that work, as of now. */
    public ClassRuntime classOf(Principal principal) {
        return tenants.classOf(principal);
    }

    /** Who works through that door of no tenant; null if there is none of that name. */
    public Principal.@Nullable Unscoped door(TenantClassName name) {
        return tenants.door(name);
    }

    /** Whether statements of that tenant name no schema, as of now: it has one of its own. */
    public boolean namesNoSchema(Principal principal) {
        return tenants.namesNoSchema(principal);
    }

    /** Lets a piece of work in; it has to {@link #leave}. */
    public void enter(ClassRuntime tenantClass, ErrorContext context) {
        checks.require(tenantClass.config(), context);
        gate.enter(tenantClass.config().name(), context);
    }

    /** A piece of work is over. */
    public void leave(ClassRuntime tenantClass) {
        gate.leave(tenantClass.config().name());
    }

    /** This thread goes into a block of reads, and {@link #ends} it. */
    public void begins(Object block) {
        gate.begins(block);
    }

    /** This thread leaves the block it went into last. */
    public void ends() {
        gate.ends();
    }

    /** Work that could not go on since this process ends is counted as refused. */
    void noteIfSentAway(Throwable error, Object whose, ClassRuntime tenantClass) {
        if (error instanceof ShuttingDownException) {
            gate.turnedAway(whose, tenantClass.config().name());
        }
    }

    /** What is known of statements. */
    public KnownStatements statements() {
        return statements;
    }

    /** Those who watch. */
    public Observers observers() {
        return observers;
    }

    /** Tells those who watch. */
    Watching watching() {
        return watching;
    }

    /** Asks nodes what they are. */
    NodeProbe probe() {
        return probe;
    }

    /** Chooses nodes, and waits for them. */
    public Routes routes() {
        return routes;
    }

    /** Chooses where work of a class goes. The caller borrows there, or reports the choice unused. */
    public RouteDecision.Use route(
            Principal principal, ClassRuntime tenantClass, Work work, Freshness freshness, ErrorContext context) {
        TenantClassConfig config = tenantClass.config();
        RouteRequest request = new RouteRequest(
                config.cluster(),
                config.name(),
                work.intent(),
                work.consistency(),
                Set.of(),
                0,
                routes.unsettled(freshness));
        try {
            return routes.choose(
                    request,
                    () -> System.nanoTime()
                            + routes.patience(tenantClass, work.intent()).toNanos(),
                    context);
        } catch (DatabaseException e) {
            watching.refused(principal, tenantClass, work, e);
            // It is no block yet.
            noteIfSentAway(e, e, tenantClass);
            throw e;
        }
    }

    /** Lets in a statement that stands alone, or the caller's own use of a connection, and places it; it has left when its last connection has gone back. */
    public RoutedUse alone(Principal principal, ClassRuntime tenantClass, Work work, Freshness freshness) {
        enter(tenantClass, principal.context(tenantClass));
        try {
            return use(principal, tenantClass, work, freshness, new Routed(this, tenantClass));
        } catch (RuntimeException | Error e) {
            leave(tenantClass);
            throw e;
        }
    }

    /** Places a statement, or the caller's own use of a connection, of a block that was let in as a whole. */
    public RoutedUse use(
            Principal principal, ClassRuntime tenantClass, Work work, Freshness freshness, Itinerary itinerary) {
        return RoutedUse.of(
                this, tenantClass, new Placement(this, principal, tenantClass, work, freshness, itinerary), itinerary);
    }

    /** Places a transaction of the library's: it holds the one connection to its end. */
    public Borrowed transaction(Principal principal, ClassRuntime tenantClass, Work work, Freshness freshness) {
        return new Placement(this, principal, tenantClass, work, freshness, new Routed(this, tenantClass)).begin();
    }

    /** Reports to the router how a node did. */
    public NodeReport report(ClassRuntime tenantClass) {
        return new Routed(this, tenantClass);
    }

    /**
     * Borrows a connection on the node chosen.
     *
     * @param settings the values of the tenant's settings
     * @param report is told how the node did, once, whatever happens
     * @param observation of the work; null if nobody is told of it
     * @param wait for a connection
     * @param whose the piece of work that passed the gate: equal for all connections of one
     * @param proven whether the connection has to answer first, in a round trip of its own
     * @throws NodeUnavailableException if the node gave no connection: nothing was sent
     */
    Borrowed borrow(
            Principal principal,
            ClassRuntime tenantClass,
            Work work,
            RouteDecision.Use use,
            List<String> settings,
            Freshness freshness,
            NodeReport report,
            Observers.@Nullable Observation observation,
            Wait wait,
            Object whose,
            boolean proven) {
        TenantClassConfig config = tenantClass.config();
        ErrorContext context = new ErrorContext(principal.tenant(), config.name(), use.node(), use.role());
        NodeOutcome outcome = NodeOutcome.NOT_USED;
        PooledConnection pooled = null;
        try {
            if (!principal.mayUse(tenantClass)) {
                throw new IllegalStateException("The connections of '" + config.name() + "' are not for work of "
                        + principal.owner() + "; nothing was sent");
            }
            ConnectionConfig server = watching.server(tenantClass, use, context);
            PoolName pool = tenantClass.pool(use.node(), use.purpose());
            Duration longest = wait.longest(config.pools().of(use.purpose()));
            long asked = System.nanoTime();
            try {
                boolean mustBeAlive = proven || work.intent() == Intent.WRITE;
                pooled = pools.take(pool, principal.party(), tenantClass.weight(), longest, wait.waited(), mustBeAlive);
            } catch (NoConnectionException e) {
                outcome = e.nodeFailed() ? NodeOutcome.FAILED : outcome;
                throw Refusals.of(e, longest, server, context);
            } finally {
                if (observation != null) {
                    observation.waited(System.nanoTime() - asked);
                }
            }
            BaseConnection raw = pooled.raw();
            if (proven && !NodeProbe.answers(raw)) {
                outcome = NodeOutcome.FAILED;
                throw new NodeUnavailableException("The node's connection had broken before", context, null);
            }
            Audience audience = Audience.of(freshness, work);
            Binding binding = bindings.of(settings, tenantClass, work, use, audience, server, raw);
            boolean readRoute = work.intent() == Intent.READ;
            StatementGuard guard = new RouteGuard(statements, readRoute, context);
            TenantConnection connection =
                    new TenantConnection(raw, binding, work.library() ? Owner.LIBRARY : Owner.CALLER, guard);
            Lease lease = new Lease(
                    tenantClass,
                    context,
                    use,
                    pool,
                    pooled,
                    connection,
                    report,
                    work,
                    whose,
                    watching.staleness(tenantClass, use, observation));
            gate.holds(lease);
            if (LostNodes.isPointless(lease, topology.current(config.cluster()))) {
                // Lost between the choice and now, so that nobody ended it.
                gate.releases(lease);
                throw new NodeUnavailableException(
                        "The node was lost, or is not the primary any more, since it was chosen", context, null);
            }
            Deadline deadline = work.deadline();
            if (deadline != null) {
                connection.endsBy(deadline::leftMillis);
            }
            return new Borrowed(lease, observation, audience, gate, server, this, freshness, deadline);
        } catch (RuntimeException | Error e) {
            noteIfSentAway(e, whose, tenantClass);
            if (pooled != null) {
                pooled.discard();
            }
            report.completed(use, outcome, 0);
            throw e;
        }
    }
}
