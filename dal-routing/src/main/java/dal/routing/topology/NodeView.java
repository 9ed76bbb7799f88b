package dal.routing.topology;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.routing.position.Sample;
import dal.routing.position.ServerId;
import dal.status.NodeAvailability;
import org.jspecify.annotations.Nullable;

/**
 * One node as it was last observed.
 *
 * @param node which node
 * @param sample what it said; null before its first answer, and again as soon as it is lost
 * @param attempted whether it has answered or failed to at least once, or came when the rest of the cluster had
 * @param zone where it stands, as configured; empty where nothing is said
 * @param weight its share of the reads, as configured
 * @param drained whether it was taken out by hand
 * @param freshAsOf of a replica: it holds everything committed, and flushed by the primary, before that moment, by the samples' clock; null where that is not
 *     known
 * @param returnedAt when it began to serve after it could not be reached or was drained, or came while others served, by the samples' clock; null where it was
 *     there from the start and never away
 * @param aside why it is not taken for a server of its cluster although it answers; null where it is, or does not answer
 */
public record NodeView(
        NodeName node,
        @Nullable Sample sample,
        boolean attempted,
        String zone,
        double weight,
        boolean drained,
        @Nullable Long freshAsOf,
        @Nullable Long returnedAt,
        @Nullable Aside aside) {

    /** A node that is not set aside. */
    public NodeView(
            NodeName node,
            @Nullable Sample sample,
            boolean attempted,
            String zone,
            double weight,
            boolean drained,
            @Nullable Long freshAsOf,
            @Nullable Long returnedAt) {
        this(node, sample, attempted, zone, weight, drained, freshAsOf, returnedAt, null);
    }

    /** A node in no zone, of weight 1, of whose freshness nothing is known and that never was away. */
    public NodeView(NodeName node, @Nullable Sample sample, boolean attempted) {
        this(node, sample, attempted, "", 1, false, null, null);
    }

    /** A node nobody has asked yet. */
    static NodeView unobserved(NodeConfig config, boolean attempted) {
        return new NodeView(config.name(), null, attempted, config.zone(), config.weight(), false, null, null);
    }

    NodeView answering(Sample answer, @Nullable Long fresh, @Nullable Long returned) {
        return new NodeView(node, answer, true, zone, weight, drained, fresh, returned, aside);
    }

    NodeView lost() {
        return new NodeView(node, null, true, zone, weight, drained, null, returnedAt);
    }

    NodeView drained(boolean out, @Nullable Long returned) {
        return new NodeView(node, sample, attempted, zone, weight, out, freshAsOf, returned, aside);
    }

    NodeView configured(NodeConfig config) {
        return new NodeView(
                node, sample, attempted, config.zone(), config.weight(), drained, freshAsOf, returnedAt, aside);
    }

    /** The same, taken for a server of its cluster or not. */
    NodeView setAside(@Nullable Aside why) {
        boolean same = why == aside && (why == null || freshAsOf == null);
        return same
                ? this
                : new NodeView(
                        node,
                        sample,
                        attempted,
                        zone,
                        weight,
                        drained,
                        why == null ? freshAsOf : null,
                        returnedAt,
                        why);
    }

    /** The same where the latest sample of the primary says nothing new of it; else as fresh as that sample. */
    NodeView comparedWith(Sample primary) {
        LogPosition reached = primary.position();
        boolean fresher = sample != null
                && role() == Role.REPLICA
                && reached != null
                && hasReached(reached)
                && (freshAsOf == null || primary.sentAt() - freshAsOf > 0);
        return fresher
                ? new NodeView(
                        node,
                        sample,
                        attempted,
                        zone,
                        weight,
                        drained,
                        Long.valueOf(primary.sentAt()),
                        returnedAt,
                        aside)
                : this;
    }

    /** The same, of unknown freshness if it is a replica on that timeline. */
    NodeView notCompared(int timeline) {
        return sample != null && sample.timeline() == timeline && freshAsOf != null
                ? new NodeView(node, sample, attempted, zone, weight, drained, null, returnedAt, aside)
                : this;
    }

    /** Which server it says it is; null where it does not answer or was not asked. */
    @Nullable
    ServerId server() {
        return sample == null ? null : sample.server();
    }

    /** What it says of itself, if it is taken for a server of its cluster: that a primary is fenced off shows beside the others only. */
    public Role role() {
        if (sample == null || aside != null) {
            return Role.UNKNOWN;
        }
        return sample.primary() ? Role.PRIMARY : Role.REPLICA;
    }

    /** Where it stands in its cluster's log; null where that is not known. */
    public @Nullable LogPosition position() {
        return sample == null || aside != null ? null : sample.position();
    }

    /** Where it stands in status as long as its role is unknown. */
    public NodeAvailability unavailability() {
        return aside == null ? NodeAvailability.UNREACHABLE : aside.availability();
    }

    /** Whether it was observed to have replayed or written the log up to there, on that very timeline. */
    public boolean hasReached(LogPosition wanted) {
        LogPosition own = position();
        return own != null && own.timeline() == wanted.timeline() && own.compareTo(wanted) >= 0;
    }
}
