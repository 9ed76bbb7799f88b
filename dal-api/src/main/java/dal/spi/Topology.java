package dal.spi;

import dal.cluster.ClusterName;
import java.util.function.Consumer;

/** Observes which nodes a cluster has and what each is. Thread-safe. */
public interface Topology {

    /**
     * The latest observation; no I/O.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    TopologySnapshot current(ClusterName cluster);

    /**
     * Calls {@code listener} whenever a node came, went, or changed its role; not for every new position. It is called on the observer's thread and has to be
     * quick.
     */
    Registration onChange(Consumer<TopologySnapshot> listener);
}
