package dal.core.execution;

import dal.cluster.Role;
import dal.core.lifecycle.Running;
import dal.core.lifecycle.WorkGate;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what waits for an answer that will not come, or must not count: reads on a node that its monitor does not reach any more, or that left and is watched by
 * nobody, which are then repeated elsewhere;
 * and all work on a primary after another one was promoted, or it came back as a replica. A write on a node out of sight goes on: it may yet be answered, and nobody else can do it.
 */
final class LostNodes {

    private static final Logger LOG = LoggerFactory.getLogger(LostNodes.class);

    private final WorkGate gate;

    LostNodes(WorkGate gate) {
        this.gate = gate;
    }

    /** What was observed last. */
    void follow(TopologySnapshot topology) {
        for (Running work : gate.running()) {
            if (work instanceof Lease lease
                    && lease.cluster().equals(topology.cluster())
                    && (isPointless(lease, topology) || isDemoted(lease, topology))) {
                LOG.atInfo()
                        .addKeyValue("cluster", lease.cluster())
                        .addKeyValue("node", lease.use().node())
                        .addKeyValue("pool", lease.use().purpose().label())
                        .log("work aborted: its node is out of reach, or not the primary any more");
                lease.abort();
            }
        }
    }

    /** Whether its node was asked as the primary and is a replica now. It was restarted for that: what it was asked before will not be answered. */
    private static boolean isDemoted(Lease lease, TopologySnapshot topology) {
        return lease.use().role() == Role.PRIMARY
                && topology.node(lease.use().node()).map(NodeState::role).orElse(Role.UNKNOWN) == Role.REPLICA;
    }

    /** Whether to wait for an answer would be pointless. */
    static boolean isPointless(Lease lease, TopologySnapshot topology) {
        Role role = topology.node(lease.use().node()).map(NodeState::role).orElse(Role.UNKNOWN);
        return switch (role) {
            case UNKNOWN -> lease.readRoute();
            case FENCED -> true;
            case PRIMARY, REPLICA -> false;
        };
    }
}
