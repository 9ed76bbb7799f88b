package dal.routing.topology;

import dal.cluster.NodeName;
import dal.config.NodeConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which servers a cluster's names stand for, and what is remembered of each beside what its view shows. Guarded by its owner's lock. */
final class Members {

    private final Map<NodeName, NodeConfig> configs = new HashMap<>();
    private final Map<NodeName, Integer> losses = new HashMap<>();
    private final Set<NodeName> away = new HashSet<>();

    /**
     * By name, in their order.
     *
     * @throws IllegalArgumentException if two have one name
     */
    static Map<NodeName, NodeConfig> byName(List<NodeConfig> nodes) {
        Map<NodeName, NodeConfig> byName = new LinkedHashMap<>();
        for (NodeConfig node : nodes) {
            if (byName.put(node.name(), node) != null) {
                throw new IllegalArgumentException("Two nodes have the name '" + node.name() + "'");
            }
        }
        return byName;
    }

    @Nullable
    NodeConfig config(NodeName node) {
        return configs.get(node);
    }

    /** Whether that name stands for that very server. */
    boolean has(NodeConfig node) {
        NodeConfig known = configs.get(node.name());
        return known != null && known.connection().equals(node.connection());
    }

    void add(Map<NodeName, NodeConfig> nodes) {
        configs.putAll(nodes);
    }

    void forgetOthersThan(Set<NodeName> nodes) {
        configs.keySet().retainAll(nodes);
        losses.keySet().retainAll(nodes);
        away.retainAll(nodes);
    }

    /** It does not serve from now on, until it {@link #returns}. */
    void leaves(NodeName node) {
        away.add(node);
    }

    /** It serves from now on; whether it did not before. */
    boolean returns(NodeName node) {
        return away.remove(node);
    }

    void countLoss(NodeName node) {
        losses.merge(node, 1, Integer::sum);
    }

    /** How often it did not answer so far. */
    int losses(NodeName node) {
        return losses.getOrDefault(node, 0);
    }
}
