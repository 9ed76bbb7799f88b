package dal.spi;

import dal.status.Alert;
import dal.status.NodeStatus;
import dal.status.RouteCount;
import java.util.List;

/** Adds to a manager's status. Thread-safe; no I/O. */
public interface StatusContributor {

    /** What it knows of nodes. */
    default List<NodeStatus> nodes() {
        return List.of();
    }

    /** How it routed. */
    default List<RouteCount> routes() {
        return List.of();
    }

    /** What an operator should know. */
    default List<Alert> alerts() {
        return List.of();
    }
}
