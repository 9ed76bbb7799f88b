package dal.config;

import dal.cluster.NodeName;
import java.util.Objects;

/**
 * One server of a cluster.
 *
 * @param name what it is called in logs, metrics and errors
 * @param connection how it is reached
 */
public record NodeConfig(NodeName name, ConnectionConfig connection) {

    public NodeConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(connection, "connection");
    }
}
