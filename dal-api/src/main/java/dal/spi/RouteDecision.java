package dal.spi;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import java.time.Duration;

/** Where work goes, or why it does not go yet, or not at all. */
public sealed interface RouteDecision {

    RouteReason reason();

    /**
     * This node. Whoever receives it reports {@link Router#completed} exactly once.
     *
     * @param node the node
     * @param role what the node is
     * @param purpose which of its pools
     * @param reason why
     */
    record Use(NodeName node, Role role, PoolPurpose purpose, RouteReason reason) implements RouteDecision {}

    /**
     * No node yet: ask again when the topology changes, at the latest after that time.
     *
     * @param reason why
     * @param askAgain when to ask again if nothing changes
     */
    record Wait(RouteReason reason, Duration askAgain) implements RouteDecision {}

    /**
     * No node, and waiting will not help.
     *
     * @param reason why
     */
    record Refuse(RouteReason reason) implements RouteDecision {}
}
