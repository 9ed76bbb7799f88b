package dal.routing.choice;

import dal.routing.topology.ClusterView;
import dal.routing.topology.ClusterViews;
import dal.routing.topology.NodeView;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import java.util.List;

/**
 * What the topology says of its nodes, with what the choice of nodes adds: which of them are left alone and why, and how much work they have. Where the topology itself
 * says that a node is out of service, that stands. Thread-safe; no I/O.
 */
public final class RoutingStatus implements StatusContributor {

    private final StatusContributor topology;
    private final ClusterViews views;
    private final ConsistencyRouter router;

    /** Adds the router's judgement to what {@code topology} says. */
    public RoutingStatus(StatusContributor topology, ClusterViews views, ConsistencyRouter router) {
        this.topology = topology;
        this.views = views;
        this.router = router;
    }

    @Override
    public List<NodeStatus> nodes() {
        return topology.nodes().stream().map(this::judged).toList();
    }

    private NodeStatus judged(NodeStatus status) {
        ClusterView view = views.view(status.cluster());
        NodeAvailability availability = status.availability();
        for (NodeView node : view.nodes()) {
            if (node.node().equals(status.node()) && availability == NodeAvailability.SERVING) {
                availability = router.availability(view, node);
            }
        }
        return new NodeStatus(
                status.cluster(),
                status.node(),
                status.address(),
                status.role(),
                status.position(),
                status.staleness(),
                availability,
                router.inFlight(status.cluster(), status.node()),
                router.ejections(status.cluster(), status.node()));
    }

    @Override
    public List<RouteCount> routes() {
        return router.counts();
    }

    @Override
    public List<Alert> alerts() {
        return topology.alerts();
    }
}
