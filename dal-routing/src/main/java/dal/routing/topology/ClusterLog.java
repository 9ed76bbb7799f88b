package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.NodeConfig;
import dal.routing.position.Sample;
import dal.routing.position.ServerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Says once what an operator should know of a cluster's nodes: that one came, went, changed its role, was fenced off, set aside or drained. Thread-safe. */
final class ClusterLog {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoredTopology.class);
    private static final String LOST = "lost";

    private final ClusterName cluster;
    private final Map<NodeName, String> last = new ConcurrentHashMap<>();
    private final Map<NodeName, Aside> aside = new HashMap<>();
    private List<NodeName> fenced = List.of();
    private boolean tie;

    ClusterLog(ClusterName cluster) {
        this.cluster = cluster;
    }

    void observed(NodeName node, Sample sample) {
        String role = (sample.primary() ? "primary" : "replica") + " on timeline " + sample.timeline();
        if (!role.equals(last.put(node, role))) {
            about(LOG.atInfo(), node).addKeyValue("position", sample.position()).log("Node is {}", role);
        }
    }

    void lost(NodeName node, Throwable cause) {
        if (!LOST.equals(last.put(node, LOST))) {
            about(LOG.atWarn(), node).addKeyValue("cause", LossCause.of(cause)).log("Node does not answer its monitor");
        }
    }

    /** One at a time. */
    void roles(ClusterView view) {
        aside.keySet().removeIf(node -> view.node(node) == null);
        view.nodes().forEach(node -> setAside(view, node));
        List<NodeName> now = view.fenced().stream().map(NodeView::node).toList();
        for (NodeName node : now) {
            if (!fenced.contains(node)) {
                about(LOG.atWarn(), node)
                        .addKeyValue("newest_timeline", view.timeline())
                        .log(
                                "Node says it is the primary, but another was promoted after it: nothing is sent there. Where it was restored to an"
                                        + " earlier time on purpose, start this process anew");
            }
        }
        fenced = now;
        if (view.primariesTie() != tie) {
            tie = view.primariesTie();
            LoggingEventBuilder event = tie ? LOG.atError() : LOG.atInfo();
            event.addKeyValue("cluster", cluster)
                    .addKeyValue("timeline", view.timeline())
                    .log(
                            tie
                                    ? "Two primaries on one timeline: no write is sent to either until one of them is gone"
                                    : "No longer two primaries on one timeline");
        }
    }

    private void setAside(ClusterView view, NodeView node) {
        Aside now = node.aside();
        Aside before = now == null ? aside.remove(node.node()) : aside.put(node.node(), now);
        ServerId server = node.server();
        if (now == before || server == null) {
            return;
        }
        LoggingEventBuilder event = about(now == Aside.FOREIGN ? LOG.atError() : LOG.atWarn(), node.node())
                .addKeyValue("system_identifier", server.system());
        if (now == Aside.FOREIGN) {
            event.log(
                    "Node is a server of another cluster: nothing is sent there. Correct its URL; or, where the cluster was made anew, make the other"
                            + " nodes anew too, remove them, or start this process anew: the first listed node that answers says which cluster it is");
        } else if (now == Aside.DUPLICATE) {
            event.addKeyValue("same_as", twin(view, node))
                    .log("Node is the same server as another one, which is asked in its place: name each server once");
        } else if (now == null && before != Aside.UNCONFIRMED) {
            about(LOG.atInfo(), node.node()).log("Node is no longer set aside");
        }
    }

    private static String twin(ClusterView view, NodeView node) {
        return view.nodes().stream()
                .filter(other -> other.aside() == null && Objects.equals(other.server(), node.server()))
                .map(other -> other.node().value())
                .findFirst()
                .orElse("");
    }

    void added(NodeConfig node) {
        about(LOG.atInfo(), node.name())
                .addKeyValue("address", node.connection().address())
                .log("Node was added");
    }

    void removed(NodeConfig node) {
        last.remove(node.name());
        about(LOG.atInfo(), node.name())
                .addKeyValue("address", node.connection().address())
                .log("Node was removed");
    }

    void drained(NodeName node) {
        about(LOG.atInfo(), node).log("Node was drained: no new reads are sent there");
    }

    void undrained(NodeName node) {
        about(LOG.atInfo(), node).log("Node is no longer drained");
    }

    void discoveryFailed(Throwable cause) {
        LOG.atError()
                .setCause(cause)
                .addKeyValue("cluster", cluster)
                .log("Discovery of nodes failed: those known before are kept");
    }

    private LoggingEventBuilder about(LoggingEventBuilder event, NodeName node) {
        return event.addKeyValue("cluster", cluster).addKeyValue("node", node);
    }
}
