package dal.routing.topology;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.ClusterConfig;
import dal.config.NodeConfig;
import dal.consistency.LogPosition;
import dal.routing.position.PrimaryHistory;
import dal.routing.position.Sample;
import dal.status.NodeAvailability;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest view of one cluster. Monitors write, one at a time, and publish a new view; readers take the published one and wait for nobody.
 *
 * <p>Changes of roles are told in order and by whichever monitor's thread comes by: of changes that follow each other faster than the listener works, it hears
 * the latest.
 */
final class ClusterState {

    private final ClusterConfig config;
    private final Consumer<ClusterView> onRoleChange;
    private final PrimaryHistory history = new PrimaryHistory();
    private final Object telling = new Object();
    private volatile ClusterView view;
    private ClusterView told;

    ClusterState(ClusterConfig config, Consumer<ClusterView> onRoleChange) {
        this.config = config;
        this.onRoleChange = onRoleChange;
        this.view = new ClusterView(
                config.name(),
                config.nodes().stream()
                        .map(node -> NodeView.unobserved(node.name()))
                        .toList());
        this.told = view;
    }

    ClusterView view() {
        return view;
    }

    void observed(NodeName node, Sample sample) {
        synchronized (this) {
            publish(node, sample);
            NodeView primary = view.primary();
            if (primary != null && primary.node().equals(node)) {
                history.add(sample);
            }
        }
        tell();
    }

    /** Its position is forgotten with its role: after a crash it may come back with less than it had. */
    void lost(NodeName node) {
        synchronized (this) {
            publish(node, null);
        }
        tell();
    }

    /** Takes nodes that are still being asked for the first time as not there. */
    synchronized void settle() {
        view = new ClusterView(
                config.name(),
                view.nodes().stream()
                        .map(known -> new NodeView(known.node(), known.sample(), true))
                        .toList());
    }

    private void publish(NodeName node, @Nullable Sample sample) {
        List<NodeView> nodes = new ArrayList<>(view.nodes());
        nodes.replaceAll(known -> known.node().equals(node) ? new NodeView(node, sample, true) : known);
        view = new ClusterView(config.name(), nodes);
    }

    private void tell() {
        synchronized (telling) {
            ClusterView latest = view;
            if (!latest.hasRolesOf(told)) {
                told = latest;
                onRoleChange.accept(latest);
            }
        }
    }

    /**
     * For people and metrics.
     *
     * @param now by the clock of the samples
     */
    synchronized List<NodeStatus> status(long now) {
        List<NodeStatus> statuses = new ArrayList<>();
        for (NodeConfig node : config.nodes()) {
            for (NodeView known : view.nodes()) {
                if (known.node().equals(node.name())) {
                    statuses.add(new NodeStatus(
                            config.name(),
                            node.name(),
                            node.connection().address(),
                            known.role(),
                            known.position(),
                            staleness(known.sample(), now),
                            known.role() == Role.UNKNOWN ? NodeAvailability.UNREACHABLE : NodeAvailability.SERVING,
                            0));
                }
            }
        }
        return statuses;
    }

    private @Nullable Duration staleness(@Nullable Sample sample, long now) {
        LogPosition position = sample == null || sample.primary() ? null : sample.position();
        if (position == null) {
            return null;
        }
        OptionalLong since = history.freshAsOf(position);
        return since.isPresent() ? Duration.ofNanos(Math.max(0, now - since.getAsLong())) : null;
    }
}
