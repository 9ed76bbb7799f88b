package dal.config;

import dal.cluster.NodeName;
import java.util.Objects;

/**
 * One server of a cluster.
 *
 * @param name what it is called in logs, metrics and errors
 * @param connection how it is reached
 * @param zone where it stands, compared with {@link RoutingConfig#zone()}; empty where nobody cares
 * @param weight its share of the reads beside other replicas; 0 for none while another can answer
 */
public record NodeConfig(NodeName name, ConnectionConfig connection, String zone, double weight) {

    public NodeConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(zone, "zone");
        if (!(weight >= 0 && weight <= 1000)) {
            throw new IllegalArgumentException("A node's weight lies between 0 and 1000, not " + weight);
        }
    }

    /** A node in no zone, of weight 1. */
    public NodeConfig(NodeName name, ConnectionConfig connection) {
        this(name, connection, "", 1);
    }
}
