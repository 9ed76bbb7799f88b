package dal.spi;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
     * @param required what the node has to have replayed when it answers; whoever sends work there has the server check it in the work's own round trip, since
     *     what was observed of a replica may be undone by a crash. Null where nothing is required
     * @param startedAt when the server started that was observed under the node's name, as it says itself. A position is one of that server's log alone: where one
     *     is required, whoever sends work there has the server check that it still is that one. Null where it is not known
     */
    record Use(
            NodeName node,
            Role role,
            PoolPurpose purpose,
            RouteReason reason,
            @Nullable LogPosition required,
            @Nullable Instant startedAt)
            implements RouteDecision {

        /** A node of which it is not known since when its server runs. */
        public Use(NodeName node, Role role, PoolPurpose purpose, RouteReason reason, @Nullable LogPosition required) {
            this(node, role, purpose, reason, required, null);
        }

        /** A node of which nothing is required. */
        public Use(NodeName node, Role role, PoolPurpose purpose, RouteReason reason) {
            this(node, role, purpose, reason, null, null);
        }
    }

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
