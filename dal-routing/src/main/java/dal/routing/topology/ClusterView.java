package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.Role;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster at one moment, with what follows from it worked out once. Immutable.
 *
 * <p>Of several nodes that claim to be the primary, the one on the higher timeline is: it was promoted later. On one timeline nobody can tell, and then there is
 * none to write to ({@link #primariesTie()}).
 */
public final class ClusterView {

    private final TopologySnapshot snapshot;
    private final List<NodeView> nodes;
    private final List<NodeView> replicas;
    private final @Nullable NodeView primary;
    private final boolean primariesTie;
    private final boolean settled;

    /** A view of those nodes. */
    public ClusterView(ClusterName cluster, List<NodeView> nodes) {
        this.nodes = List.copyOf(nodes);
        this.snapshot = new TopologySnapshot(
                cluster,
                nodes.stream()
                        .map(view -> new NodeState(view.node(), view.role(), view.position()))
                        .toList());
        this.replicas =
                nodes.stream().filter(view -> view.role() == Role.REPLICA).toList();
        this.settled = nodes.stream().allMatch(NodeView::attempted);
        NodeView leading = null;
        boolean tie = false;
        for (NodeView view : nodes) {
            if (view.role() == Role.PRIMARY) {
                int comparison = leading == null ? 1 : Integer.compare(timeline(view), timeline(leading));
                tie = comparison == 0 || (comparison < 0 && tie);
                leading = comparison > 0 ? view : leading;
            }
        }
        this.primariesTie = tie;
        this.primary = tie ? null : leading;
    }

    private static int timeline(NodeView view) {
        return view.sample() == null ? 0 : view.sample().timeline();
    }

    public ClusterName cluster() {
        return snapshot.cluster();
    }

    /** The same for those who know nothing of this package. */
    public TopologySnapshot snapshot() {
        return snapshot;
    }

    /** All its nodes, in the order of the configuration. */
    public List<NodeView> nodes() {
        return nodes;
    }

    /** Those that were observed to replay another's log. */
    public List<NodeView> replicas() {
        return replicas;
    }

    /** The one node to write to; null if there is none. */
    public @Nullable NodeView primary() {
        return primary;
    }

    /** Whether two nodes claim to be the primary on the same, highest timeline. */
    public boolean primariesTie() {
        return primariesTie;
    }

    /** Whether each node was asked at least once: before that, one that is not seen may be there all the same. */
    public boolean settled() {
        return settled;
    }

    /** Whether the roles are the same in both. */
    boolean hasRolesOf(ClusterView other) {
        if (nodes.size() != other.nodes.size()) {
            return false;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).node().equals(other.nodes.get(i).node())
                    || nodes.get(i).role() != other.nodes.get(i).role()) {
                return false;
            }
        }
        return true;
    }
}
