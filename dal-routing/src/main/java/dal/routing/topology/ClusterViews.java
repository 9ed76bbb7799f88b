package dal.routing.topology;

import dal.cluster.ClusterName;

/** The latest view of each cluster. Thread-safe; no I/O. */
@FunctionalInterface
public interface ClusterViews {

    /**
     * The latest view.
     *
     * @throws IllegalArgumentException if there is no such cluster
     */
    ClusterView view(ClusterName cluster);
}
