package dal.config;

import com.typesafe.config.ConfigValue;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one cluster: its nodes, what they have in common, and the way for migrations. */
final class ClusterReader {

    private final ConnectionReader connections;
    private final Faults faults;

    ClusterReader(ConnectionReader connections, Faults faults) {
        this.connections = connections;
        this.faults = faults;
    }

    /**
     * A cluster, and what its URLs say beyond it.
     *
     * @param config the cluster itself
     * @param primary what its primary's URL says
     * @param replicas what its replicas' URLs say
     */
    record Read(ClusterConfig config, ConnectionParts primary, List<ConnectionParts> replicas) {}

    /**
     * A node as it was read.
     *
     * @param label what to call it in messages
     * @param config the node itself
     * @param parts what its URL says; empty where there is none
     */
    private record Node(String label, NodeConfig config, ConnectionParts parts) {}

    Read read(String name, Section section) {
        ConnectionParts common = common(section);
        List<Node> nodes = new ArrayList<>();
        ConfigValue primary = section.ask("primary");
        if (primary == null) {
            faults.add(section.path() + ".primary", "a URL is needed, here or in DATABASE_URL");
        }
        Section primarySection = primary == null
                ? section.section("primary")
                : section.textOrSection("primary", "primary", primary, "url");
        Node primaryNode = node(primarySection, section.label("primary"), "primary", common, primary == null);
        nodes.add(primaryNode);
        List<ConfigValue> replicas = section.list("replicas");
        for (int i = 1; i <= replicas.size(); i++) {
            ConfigValue value = replicas.get(i - 1);
            Section replica = section.textOrSection("replicas[" + i + "]", "replicas[]", value, "url");
            nodes.add(node(replica, Section.label(replica.path(), value), "replica-" + i, common, false));
        }
        ConnectionConfig direct = direct(section, common);
        section.finish();
        List<NodeConfig> servers = distinct(nodes);
        NodeConfig standIn = primaryNode.config();
        ClusterConfig config = faults.attempt(
                section.path(),
                () -> new ClusterConfig(ClusterName.of(name), servers, direct),
                new ClusterConfig(ClusterName.of(EnvironmentLayer.CLUSTER), List.of(standIn), null));
        return new Read(
                config,
                primaryNode.parts(),
                nodes.stream().skip(1).map(Node::parts).toList());
    }

    /** Those that lead to different servers; of the others it is said which one they double. */
    private List<NodeConfig> distinct(List<Node> nodes) {
        List<NodeConfig> distinct = new ArrayList<>();
        for (Node node : nodes) {
            NodeConfig twin = node.config().twinAmong(distinct);
            if (twin == null) {
                distinct.add(node.config());
            } else {
                faults.add(
                        node.label(),
                        "it has the host and port of node '" + twin.name() + "'; name each server of a cluster once");
            }
        }
        return distinct;
    }

    private static ConnectionParts common(Section section) {
        ConnectionParts common = credentials(section);
        Section tls = section.section("tls");
        put(common, ConnectionPart.SSL_MODE, tls, "mode");
        put(common, ConnectionPart.ROOT_CERTIFICATE, tls, "root-certificate");
        put(common, ConnectionPart.CERTIFICATE, tls, "certificate");
        put(common, ConnectionPart.KEY, tls, "key");
        tls.finish();
        return common;
    }

    private static ConnectionParts credentials(Section section) {
        ConnectionParts parts = new ConnectionParts();
        put(parts, ConnectionPart.USER, section, "user");
        put(parts, ConnectionPart.PASSWORD, section, "password");
        return parts;
    }

    private static void put(ConnectionParts parts, ConnectionPart part, Section section, String key) {
        parts.put(part, section.text(key), section.label(key));
    }

    private Node node(Section section, String label, String defaultName, ConnectionParts common, boolean missing) {
        String named = section.text("name");
        ConnectionParts parts = parts(section, label, missing);
        NodeName name = faults.attempt(
                section.label("name"),
                () -> NodeName.of(named == null ? defaultName : named),
                NodeName.of(defaultName));
        String zone = section.text("zone");
        double weight = section.decimal("weight", NodeConfig.DEFAULT_WEIGHT);
        section.finish();
        if (parts == null) {
            return new Node(label, new NodeConfig(name, standIn(name)), new ConnectionParts());
        }
        ConnectionConfig connection = connections.complete(label, parts.orElse(common));
        String inUrl = parts.value(ConnectionPart.ZONE);
        String known = zone != null ? zone : inUrl == null ? "" : inUrl;
        NodeConfig node = section.checked(
                NodeConfig.faults(weight),
                () -> new NodeConfig(name, connection, known, weight),
                new NodeConfig(name, connection));
        return new Node(label, node, parts);
    }

    /** What a node's own section and its URL say, the section first; null where there is no URL to speak of. */
    private @Nullable ConnectionParts parts(Section section, String label, boolean missing) {
        ConnectionParts own = credentials(section);
        String url = section.text("url");
        if (url == null) {
            if (!missing) {
                faults.add(label, "a connection URL is needed");
            }
            return null;
        }
        ConnectionParts said = ConnectionUrl.parse(url, label, faults);
        return said == null ? null : own.orElse(said);
    }

    private @Nullable ConnectionConfig direct(Section section, ConnectionParts common) {
        ConfigValue value = section.ask("direct");
        Section direct =
                value == null ? section.section("direct") : section.textOrSection("direct", "direct", value, "url");
        String label = section.label("direct");
        ConnectionParts parts = parts(direct, label, value == null);
        direct.finish();
        return parts == null ? null : connections.complete(label, parts.orElse(common));
    }

    /** So that reading goes on to the next fault: a host of its own, which no URL can name. */
    private static ConnectionConfig standIn(NodeName node) {
        return new ConnectionConfig("?" + node, 1, "", "", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of());
    }
}
