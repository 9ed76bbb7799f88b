package dal.routing.topology;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One node as it was last observed.
 *
 * @param node which node
 * @param sample what it said; null before its first answer, and again as soon as it is lost
 * @param attempted whether it has answered or failed to at least once
 */
public record NodeView(NodeName node, @Nullable Sample sample, boolean attempted) {

    /** A node nobody has asked yet. */
    static NodeView unobserved(NodeName node) {
        return new NodeView(node, null, false);
    }

    public Role role() {
        if (sample == null) {
            return Role.UNKNOWN;
        }
        return sample.primary() ? Role.PRIMARY : Role.REPLICA;
    }

    public @Nullable LogPosition position() {
        return sample == null ? null : sample.position();
    }

    /** Whether it was observed to have replayed or written the log up to there, on that very timeline. */
    public boolean hasReached(LogPosition wanted) {
        LogPosition own = position();
        return own != null && own.timeline() == wanted.timeline() && own.compareTo(wanted) >= 0;
    }
}
