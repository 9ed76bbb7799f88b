package dal.routing.topology;

import dal.cluster.Role;
import dal.routing.position.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the nodes that claim to be the primary is the one.
 *
 * <p>A promotion starts a timeline whose number nobody in its history has used, so a primary on a lower one than any node was ever seen on has been replaced, even
 * if its successor is out of sight now: it is fenced off. A replica is as good a witness as a primary, for somebody was promoted to the timeline it replays. What
 * a replica says may lag behind, never ahead. Two promotions from one parent share a number: between two primaries on the newest timeline nobody can tell, and
 * an equal number seen elsewhere before proves nothing against a primary.
 *
 * @param primary the one to write to; null if there is none
 * @param tie whether two claim the newest timeline
 * @param fenced those on a lower one
 */
record Primacy(@Nullable NodeView primary, boolean tie, List<NodeView> fenced) {

    /**
     * Weighs the claims.
     *
     * @param newest the highest timeline any node was ever seen on
     */
    static Primacy of(List<NodeView> nodes, int newest) {
        NodeView leading = null;
        boolean tie = false;
        List<NodeView> fenced = new ArrayList<>(0);
        for (NodeView node : nodes) {
            if (node.role() == Role.PRIMARY) {
                if (timeline(node) < newest) {
                    fenced.add(node);
                } else if (leading == null) {
                    leading = node;
                } else {
                    tie = true;
                }
            }
        }
        return new Primacy(tie ? null : leading, tie, List.copyOf(fenced));
    }

    /** The highest timeline one of those nodes is seen on; 0 if none is seen. */
    static int newest(List<NodeView> nodes) {
        int newest = 0;
        for (NodeView node : nodes) {
            newest = Math.max(newest, timeline(node));
        }
        return newest;
    }

    private static int timeline(NodeView node) {
        Sample sample = node.aside() == null ? node.sample() : null;
        return sample == null ? 0 : sample.timeline();
    }
}
