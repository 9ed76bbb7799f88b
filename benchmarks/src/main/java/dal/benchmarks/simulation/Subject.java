package dal.benchmarks.simulation;

import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.routing.choice.ConsistencyRouter;
import dal.routing.topology.ClusterView;
import dal.routing.topology.ClusterViews;
import dal.routing.topology.NodeView;
import dal.spi.Router;
import dal.status.NodeAvailability;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What is put to the test: a router, and what it says of nodes.
 *
 * @param router decides
 * @param judgement whether a node is asked, and why not
 */
record Subject(Router router, Judgement judgement) {

    /** See {@link Subject#judgement()}. */
    interface Judgement {
        NodeAvailability of(ClusterView view, NodeView node);
    }

    /** Makes one for each world. */
    interface Maker {
        Subject make(
                ClusterViews views,
                RoutingConfig config,
                MonitorConfig monitor,
                DoubleSupplier random,
                LongSupplier clock);
    }

    /** The real one. */
    static Subject real(
            ClusterViews views,
            RoutingConfig config,
            MonitorConfig monitor,
            DoubleSupplier random,
            LongSupplier clock) {
        ConsistencyRouter router = new ConsistencyRouter(views, config, monitor, random, clock);
        return new Subject(router, router::availability);
    }
}
