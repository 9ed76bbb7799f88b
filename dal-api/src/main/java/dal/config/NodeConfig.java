package dal.config;

import dal.cluster.NodeName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One server of a cluster.
 *
 * @param name what it is called in logs, metrics and errors
 * @param connection how it is reached
 * @param zone where it stands, compared with {@link RoutingConfig#zone()}; empty where nobody cares
 * @param weight its share of the reads beside other replicas; 0 for none while another can answer
 */
public record NodeConfig(NodeName name, ConnectionConfig connection, String zone, double weight) {

    static final double DEFAULT_WEIGHT = 1;
    private static final double MOST_WEIGHT = 1000;

    public NodeConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(zone, "zone");
        Limits.orThrow(faults(weight));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(double weight) {
        return new Limits().between("weight", 0, MOST_WEIGHT, weight).faults();
    }

    /** The first of those that leads to where this one does; null if none does. */
    @Nullable
    NodeConfig twinAmong(List<NodeConfig> others) {
        return others.stream()
                .filter(other -> connection.leadsTo(other.connection))
                .findFirst()
                .orElse(null);
    }

    /** A node in no zone, of weight 1. */
    public NodeConfig(NodeName name, ConnectionConfig connection) {
        this(name, connection, "", DEFAULT_WEIGHT);
    }
}
