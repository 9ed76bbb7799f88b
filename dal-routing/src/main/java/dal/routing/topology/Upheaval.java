package dal.routing.topology;

import dal.cluster.Role;
import dal.routing.position.Sample;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a cluster last lost or got who answers, by the samples' clock.
 *
 * @param replicasGone since when it has no replica; null where it has one, or nothing is known of that
 * @param primaryLeads since when its primary leads, and on that timeline; null where there is none, or nothing is known of that
 */
public record Upheaval(
        @Nullable Long replicasGone, @Nullable Long primaryLeads) {

    static final Upheaval UNKNOWN = new Upheaval(null, null);

    /** What it was, or {@code now} where that view differs. */
    static Upheaval after(ClusterView before, List<NodeView> nodes, Primacy primacy, long now) {
        boolean replicas = nodes.stream().anyMatch(node -> node.role() == Role.REPLICA);
        Long gone = before.upheaval().replicasGone();
        Long leads = before.upheaval().primaryLeads();
        NodeView primary = primacy.primary();
        return new Upheaval(
                replicas ? null : orElse(gone, now),
                primary == null ? null : orElse(isSame(before.primary(), primary) ? leads : null, now));
    }

    private static Long orElse(@Nullable Long before, long now) {
        return before == null ? Long.valueOf(now) : before;
    }

    private static boolean isSame(@Nullable NodeView before, NodeView primary) {
        Sample was = before == null ? null : before.sample();
        return before != null
                && was != null
                && before.node().equals(primary.node())
                && was.timeline() == Objects.requireNonNull(primary.sample()).timeline();
    }
}
