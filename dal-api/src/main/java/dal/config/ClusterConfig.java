package dal.config;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cluster: a primary and its replicas. Roles are observed while running: a replica that was promoted takes the writes, whatever it is called here.
 *
 * @param name what the cluster is called
 * @param nodes its servers, at least one, names and addresses unique: a server under two names would be counted, and asked, twice
 * @param direct how migrations reach it past a pooler; null where the nodes themselves will do
 */
public record ClusterConfig(
        ClusterName name, List<NodeConfig> nodes, @Nullable ConnectionConfig direct) {

    public ClusterConfig {
        Objects.requireNonNull(name, "name");
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("Cluster '" + name + "' has no nodes");
        }
        if (nodes.stream().map(NodeConfig::name).distinct().count() < nodes.size()) {
            throw new IllegalArgumentException("Cluster '" + name + "' has two nodes of one name");
        }
        for (int i = 0; i < nodes.size(); i++) {
            NodeConfig twin = nodes.get(i).twinAmong(nodes.subList(0, i));
            if (twin != null) {
                throw new IllegalArgumentException("Cluster '" + name + "' has one server under two names, '"
                        + twin.name() + "' and '" + nodes.get(i).name() + "'");
            }
        }
    }

    /** The node of that name, if there is one. */
    public Optional<NodeConfig> node(NodeName wanted) {
        return nodes.stream().filter(node -> node.name().equals(wanted)).findFirst();
    }
}
