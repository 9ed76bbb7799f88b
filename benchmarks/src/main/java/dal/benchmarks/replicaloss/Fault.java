package dal.benchmarks.replicaloss;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.fault.WireProxy;
import java.util.List;

/** A way to lose a replica, and to have it back. */
enum Fault {
    /** SIGKILL to all its processes, so that connecting is refused; then it is started again. */
    KILL {
        @Override
        void strike(PostgresNode node, WireProxy wire) {
            node.kill();
        }

        @Override
        void heal(PostgresNode node, WireProxy wire) {
            node.start();
        }

        @Override
        List<Integer> ports(PostgresCluster cluster, List<Integer> wires) {
            return cluster.replicas().stream().map(PostgresNode::port).toList();
        }
    },
    /** Connections are accepted, and nothing is ever answered, on old ones either. */
    BLACKHOLE {
        @Override
        void strike(PostgresNode node, WireProxy wire) {
            wire.blackhole(true);
        }

        @Override
        void heal(PostgresNode node, WireProxy wire) {
            wire.blackhole(false);
        }

        @Override
        List<Integer> ports(PostgresCluster cluster, List<Integer> wires) {
            return wires;
        }
    };

    abstract void strike(PostgresNode node, WireProxy wire);

    /** Returns when the node accepts connections again. */
    abstract void heal(PostgresNode node, WireProxy wire);

    /** Where the replicas are reached: past the proxies where the fault needs none, since a proxy accepts on behalf of a dead node. */
    abstract List<Integer> ports(PostgresCluster cluster, List<Integer> wires);
}
