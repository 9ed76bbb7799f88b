package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.spi.NodeState;
import dal.spi.TopologySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster at one moment, with what follows from it worked out once. Immutable.
 *
 * <p>Of several nodes that claim to be the primary, the one on the higher timeline is: it was promoted later, and the others are fenced off. On one timeline nobody
 * can tell, and then there is none to write to ({@link #primariesTie()}).
 */
public final class ClusterView {

    private final TopologySnapshot snapshot;
    private final List<NodeView> nodes;
    private final Map<NodeName, NodeView> byName;
    private final List<NodeView> replicas;
    private final Primacy primacy;
    private final int timeline;
    private final boolean settled;
    private final Upheaval upheaval;

    /** A view of those nodes, by those who have seen nothing else. */
    public ClusterView(ClusterName cluster, List<NodeView> nodes) {
        this(cluster, nodes, Upheaval.UNKNOWN);
    }

    /** The same, by those who have seen when that came about. */
    public ClusterView(ClusterName cluster, List<NodeView> nodes, Upheaval upheaval) {
        this(
                cluster,
                nodes,
                Primacy.of(nodes, Primacy.newest(nodes)),
                Primacy.newest(nodes),
                nodes.stream().allMatch(NodeView::attempted),
                0,
                upheaval);
    }

    ClusterView(
            ClusterName cluster,
            List<NodeView> nodes,
            Primacy primacy,
            int timeline,
            boolean settled,
            long version,
            Upheaval upheaval) {
        this.nodes = List.copyOf(nodes);
        this.byName = new HashMap<>(2 * nodes.size());
        nodes.forEach(view -> byName.putIfAbsent(view.node(), view));
        this.primacy = primacy;
        this.timeline = timeline;
        this.settled = settled;
        this.upheaval = upheaval;
        this.replicas =
                nodes.stream().filter(view -> view.role() == Role.REPLICA).toList();
        this.snapshot =
                new TopologySnapshot(cluster, nodes.stream().map(this::state).toList(), version);
    }

    private NodeState state(NodeView view) {
        return new NodeState(
                view.node(),
                primacy.fenced().contains(view) ? Role.FENCED : view.role(),
                view.position(),
                view.freshAsOf());
    }

    public ClusterName cluster() {
        return snapshot.cluster();
    }

    /** The same for those who know nothing of this package. */
    public TopologySnapshot snapshot() {
        return snapshot;
    }

    /** Grows with each view of the cluster. */
    public long version() {
        return snapshot.version();
    }

    /** All its nodes, in the order of the configuration. */
    public List<NodeView> nodes() {
        return nodes;
    }

    /** The node of that name; null if it is not of this cluster. */
    public @Nullable NodeView node(NodeName name) {
        return byName.get(name);
    }

    /** Its nodes, with that one in the place of its namesake, to be changed further. */
    List<NodeView> with(NodeView changed) {
        List<NodeView> changing = new ArrayList<>(nodes);
        changing.replaceAll(known -> known.node().equals(changed.node()) ? changed : known);
        return changing;
    }

    /** Those that were observed to replay another's log. */
    public List<NodeView> replicas() {
        return replicas;
    }

    /** The one node to write to; null if there is none. */
    public @Nullable NodeView primary() {
        return primacy.primary();
    }

    /** Whether two nodes claim to be the primary on the same, highest timeline. */
    public boolean primariesTie() {
        return primacy.tie();
    }

    /** Nodes that claim to be the primary after another was promoted: nothing may be sent there. */
    public List<NodeView> fenced() {
        return primacy.fenced();
    }

    /** The highest timeline a node of the cluster was ever seen on; 0 before the first. */
    public int timeline() {
        return timeline;
    }

    /** Whether each node was asked at least once: before that, one that is not seen may be there all the same. Once it is, it stays so. */
    public boolean settled() {
        return settled;
    }

    /** When who answers last changed. */
    public Upheaval upheaval() {
        return upheaval;
    }

    /** Whether both differ only in what was observed of positions and moments. */
    boolean hasShapeOf(ClusterView other) {
        if (timeline != other.timeline || settled != other.settled || !hasRolesOf(other)) {
            return false;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).drained() != other.nodes.get(i).drained()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the roles are the same in both, and the reasons why nodes are set aside. */
    boolean hasRolesOf(ClusterView other) {
        List<NodeState> own = snapshot.nodes();
        List<NodeState> others = other.snapshot.nodes();
        if (own.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            if (!own.get(i).node().equals(others.get(i).node())
                    || own.get(i).role() != others.get(i).role()
                    || nodes.get(i).aside() != other.nodes.get(i).aside()) {
                return false;
            }
        }
        return true;
    }
}
