package dal.routing.topology;

import dal.cluster.NodeName;
import dal.routing.position.Sample;
import dal.routing.position.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster it is that the nodes are of, and which of those that answer are set aside: a server of another cluster, where a URL is wrong, or one that another
 * node is already. Guarded by its owner's lock.
 *
 * <p>The first listed node that answers says which cluster it is. Until those listed before it were asked, a node is not believed: it may be the one with the wrong URL.
 * What was said once holds as long as one listed node said so last, out of sight or not: a node with a wrong URL does not become the cluster while the
 * right ones are down. Once there is no such node, because each one says something else now or is no longer listed, the cluster is another one from then on.
 *
 * <p>Of two nodes that are one server, the one that is listed first is taken.
 */
final class Membership {

    private final Map<NodeName, Long> said = new HashMap<>();
    private final Set<NodeName> asked = new HashSet<>();
    private @Nullable Long system;

    /** What a listed node answered. */
    void heard(NodeName node, Sample sample) {
        asked.add(node);
        ServerId server = sample.server();
        if (server != null) {
            said.put(node, server.system());
        }
    }

    /** A listed node did not answer. */
    void missed(NodeName node) {
        asked.add(node);
    }

    /** Only those are listed from now on. */
    void forgetOthersThan(Set<NodeName> nodes) {
        said.keySet().retainAll(nodes);
        asked.retainAll(nodes);
    }

    /**
     * Settles which cluster it is, as far as that can be told.
     *
     * @param nodes those listed, in their order
     * @param begun whether, at the start, nobody is waited for any longer; later on everybody is
     * @return whether it is another one than it was before
     */
    boolean decide(List<NodeView> nodes, boolean begun) {
        Long before = system;
        if (before != null && said.containsValue(before)) {
            return false;
        }
        for (NodeView node : nodes) {
            Long now = said.get(node.node());
            if (now != null) {
                system = now;
                return before != null && !before.equals(now);
            }
            if (!asked.contains(node.node()) && (before != null || !begun)) {
                return false;
            }
        }
        return false;
    }

    /** Those nodes, and of each whether it is set aside. */
    List<NodeView> judged(List<NodeView> nodes) {
        List<NodeView> judged = new ArrayList<>(nodes.size());
        for (NodeView node : nodes) {
            judged.add(node.setAside(reason(node.server(), judged)));
        }
        return judged;
    }

    private @Nullable Aside reason(@Nullable ServerId server, List<NodeView> listedBefore) {
        if (server == null) {
            return null;
        }
        if (system == null) {
            return Aside.UNCONFIRMED;
        }
        if (server.system() != system) {
            return Aside.FOREIGN;
        }
        return listedBefore.stream().anyMatch(other -> server.equals(other.server())) ? Aside.DUPLICATE : null;
    }
}
