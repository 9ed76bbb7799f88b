package dal.routing.topology;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.NodeConfig;
import dal.routing.position.Sample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Says once what an operator should know of a cluster's nodes: that one came, went, changed its role, was fenced off or drained. Thread-safe. */
final class ClusterLog {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoredTopology.class);
    private static final String LOST = "lost";

    private final ClusterName cluster;
    private final Map<NodeName, String> last = new ConcurrentHashMap<>();
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
        List<NodeName> now = view.fenced().stream().map(NodeView::node).toList();
        for (NodeName node : now) {
            if (!fenced.contains(node)) {
                about(LOG.atWarn(), node)
                        .addKeyValue("newest_timeline", view.timeline())
                        .log("Node says it is the primary, but another was promoted after it: nothing is sent there");
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
