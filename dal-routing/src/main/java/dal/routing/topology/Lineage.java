package dal.routing.topology;

import dal.cluster.NodeName;
import dal.consistency.LogPosition;
import dal.routing.position.PrimaryHistory;
import dal.routing.position.Sample;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster are to each other: which are servers of it at all, which branch of its history is the newest, and how far the primary on that was when.
 * Not thread-safe.
 *
 * <p>The highest timeline a node was ever seen on is not forgotten as long as it is the same cluster: when the primary on it is out of sight, the one it replaced must
 * not get the writes back. A server that was restored to a time before its cluster's latest promotion is therefore fenced off until this process is started anew. One
 * that was made anew, and so is of another cluster, is set aside, and taken as soon as no node is left of the former one: see {@link Membership}.
 */
final class Lineage {

    private final PrimaryHistory history = new PrimaryHistory();
    private final Membership membership = new Membership();
    private int timeline;

    /** The highest that a node was seen on; 0 where none was. */
    int timeline() {
        return timeline;
    }

    Primacy primacy(List<NodeView> nodes) {
        return Primacy.of(nodes, timeline);
    }

    /** When the primary was where a replica has got to; null where that is not known. */
    @Nullable
    Long freshAsOf(LogPosition replayed) {
        return history.freshAsOf(replayed);
    }

    /** A node has answered, which may decide what cluster the others are of. */
    void heard(NodeName node, Sample sample, ClusterView before) {
        membership.heard(node, sample);
        decide(before.nodes(), before.settled());
    }

    void missed(NodeName node) {
        membership.missed(node);
    }

    void forgetOthersThan(Set<NodeName> nodes) {
        membership.forgetOthersThan(nodes);
    }

    /** A cluster that is another one has timelines and a log of its own. */
    private void decide(List<NodeView> nodes, boolean settled) {
        if (membership.decide(nodes, settled)) {
            timeline = 0;
            history.clear();
        }
    }

    /** Sets aside who is no server of the cluster, and draws from the others what follows for them together. */
    List<NodeView> weighed(List<NodeView> nodes, boolean settled) {
        decide(nodes, settled);
        List<NodeView> judged = membership.judged(nodes);
        timeline = Math.max(timeline, Primacy.newest(judged));
        return comparedWithTheOnePrimary(judged);
    }

    /** Two promotions from one parent make two logs of one number: what was found by comparing with the one says nothing of replicas of the other. */
    private List<NodeView> comparedWithTheOnePrimary(List<NodeView> nodes) {
        Primacy primacy = primacy(nodes);
        NodeView primary = primacy.primary();
        if (primacy.tie() || (primary != null && history.isOfAnother(primary.node(), timeline))) {
            history.forget(timeline);
            nodes.replaceAll(node -> node.notCompared(timeline));
        }
        return nodes;
    }

    /** The nodes, compared with what one of them answered if that is the primary. */
    List<NodeView> compared(List<NodeView> nodes, NodeName node, Sample sample) {
        NodeView primary = primacy(nodes).primary();
        if (primary != null && primary.node().equals(node)) {
            history.add(node, sample);
            nodes.replaceAll(other -> other.comparedWith(sample));
        }
        return nodes;
    }
}
