package dal.core.execution;

import dal.cluster.Role;
import dal.config.ConnectionConfig;
import dal.config.NodeConfig;
import dal.core.pool.Servers;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.spi.Execution;
import dal.spi.NodeState;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.Topology;
import org.jspecify.annotations.Nullable;

/** Tells the observers of work as it is placed, with what is known of the node it goes to. Thread-safe. */
final class Watching {

    private final Observers observers;
    private final Topology topology;
    private final Servers servers;

    Watching(Observers observers, Topology topology, Servers servers) {
        this.observers = observers;
        this.topology = topology;
        this.servers = servers;
    }

    /** @throws NodeUnavailableException if the node chosen has left since; nothing is observed then */
    Observers.Observation started(
            Execution.Kind kind,
            Principal principal,
            ClassRuntime tenantClass,
            RouteDecision.Use use,
            Work work,
            int attempt,
            Observers.@Nullable Observation parent) {
        ErrorContext context = principal.context(tenantClass).on(use.node(), use.role());
        ConnectionConfig server = server(tenantClass, use, context);
        return observers.start(
                Lease.execution(
                        kind,
                        context,
                        tenantClass,
                        use,
                        server,
                        work.sql(),
                        work.query(),
                        work.consistency(),
                        staleness(tenantClass, use, null),
                        attempt,
                        work.name()),
                parent);
    }

    /** Work for which no node was found. */
    void refused(Principal principal, ClassRuntime tenantClass, Work work, Throwable why) {
        observers
                .start(
                        new Execution(
                                work.kind(),
                                principal.tenant(),
                                tenantClass.config().name(),
                                tenantClass.config().cluster(),
                                Execution.NO_NODE,
                                "",
                                0,
                                "",
                                Role.UNKNOWN,
                                RouteReason.NOT_ROUTED,
                                work.sql(),
                                work.query(),
                                work.consistency(),
                                -1,
                                1,
                                null,
                                null),
                        null)
                .finish(-1, why);
    }

    /**
     * How old a replica's data may be, in nanoseconds, as it was last observed; -1 where that is not known.
     *
     * @param told what is told of the same already; null if nothing
     */
    long staleness(ClassRuntime tenantClass, RouteDecision.Use use, Observers.@Nullable Observation told) {
        if (use.role() != Role.REPLICA || observers.none()) {
            return -1;
        }
        if (told != null && told.execution().node().equals(use.node())) {
            return told.execution().staleness();
        }
        for (NodeState state : topology.current(tenantClass.config().cluster()).nodes()) {
            if (state.node().equals(use.node())) {
                Long freshAsOf = state.freshAsOf();
                return freshAsOf == null ? -1 : Math.max(0, System.nanoTime() - freshAsOf);
            }
        }
        return -1;
    }

    /** How the node chosen is reached. */
    ConnectionConfig server(ClassRuntime tenantClass, RouteDecision.Use use, ErrorContext context) {
        NodeConfig node = servers.find(tenantClass.config().cluster(), use.node());
        if (node == null) {
            throw new NodeUnavailableException("The node left its cluster since it was chosen", context, null);
        }
        return node.connection();
    }
}
