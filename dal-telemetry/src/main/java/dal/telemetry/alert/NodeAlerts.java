package dal.telemetry.alert;

import dal.cluster.ClusterName;
import dal.cluster.Role;
import dal.status.Alert;
import dal.status.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know of nodes: critical where writes have nowhere to go or a deposed primary still runs; a warning where reads have one node less. A
 * node taken out by hand is nobody's fault, down or not.
 */
public final class NodeAlerts {

    /** No node of a cluster is observed to be its primary. */
    public static final String NO_PRIMARY = "no_primary";

    /** Several nodes of a cluster say so on one timeline: no writes are sent. */
    public static final String TWO_PRIMARIES = "two_primaries";

    /** A node says it is the primary although another was promoted after it. */
    public static final String FENCED = "node_fenced";

    /** A monitor does not reach a node. */
    public static final String UNREACHABLE = "node_unreachable";

    /** A node is a server of another cluster. */
    public static final String FOREIGN = "node_of_another_cluster";

    /** A node is a server that another node is already. */
    public static final String DUPLICATE = "node_named_twice";

    /** A replica is beyond the limits of lag. */
    public static final String LAGGING = "replica_lagging";

    /** A replica is left alone since reads on it failed. */
    public static final String EJECTED = "replica_ejected";

    private NodeAlerts() {}

    /** The alerts of those nodes. */
    public static List<Alert> of(List<NodeStatus> nodes) {
        List<Alert> alerts = new ArrayList<>();
        Map<ClusterName, List<NodeStatus>> clusters = nodes.stream()
                .collect(Collectors.groupingBy(NodeStatus::cluster, LinkedHashMap::new, Collectors.toList()));
        clusters.forEach((cluster, members) -> addPrimaries(alerts, cluster, members));
        nodes.forEach(node -> addAvailability(alerts, node));
        return alerts;
    }

    private static void addPrimaries(List<Alert> alerts, ClusterName cluster, List<NodeStatus> members) {
        List<String> primaries = members.stream()
                .filter(node -> node.role() == Role.PRIMARY)
                .map(node -> node.node().value())
                .toList();
        if (primaries.isEmpty()) {
            alerts.add(new Alert(
                    NO_PRIMARY,
                    Alert.Severity.CRITICAL,
                    cluster.value(),
                    "No node is observed to be the primary: writes wait, then fail"));
        } else if (primaries.size() > 1) {
            alerts.add(
                    new Alert(
                            TWO_PRIMARIES,
                            Alert.Severity.CRITICAL,
                            cluster.value(),
                            String.join(" and ", primaries)
                                    + " all say they are the primary, on one timeline: writes are refused until only one does"));
        }
    }

    private static void addAvailability(List<Alert> alerts, NodeStatus node) {
        if (node.role() == Role.FENCED) {
            add(
                    alerts,
                    FENCED,
                    Alert.Severity.CRITICAL,
                    node,
                    "It says it is the primary, but another node was promoted after it: nothing is sent to it; stop it, or make it"
                            + " a replica again");
        }
        switch (node.availability()) {
            case UNREACHABLE ->
                add(
                        alerts,
                        UNREACHABLE,
                        Alert.Severity.WARNING,
                        node,
                        "It does not answer its monitor, and gets no work");
            case FOREIGN ->
                add(
                        alerts,
                        FOREIGN,
                        Alert.Severity.WARNING,
                        node,
                        "It is a server of another cluster than the nodes listed before it, and gets no work: correct its URL, or start this"
                                + " process anew where the cluster was made anew");
            case DUPLICATE ->
                add(
                        alerts,
                        DUPLICATE,
                        Alert.Severity.WARNING,
                        node,
                        "It is the same server as another node, which is asked in its place: name each server of a cluster once");
            case LAGGING ->
                add(
                        alerts,
                        LAGGING,
                        Alert.Severity.WARNING,
                        node,
                        "It is further behind than the limits of lag allow" + age(node.staleness()));
            case EJECTED ->
                add(
                        alerts,
                        EJECTED,
                        Alert.Severity.WARNING,
                        node,
                        "Reads on it failed several times in a row: it is left alone for a while");
            case SERVING, WARMING_UP, DRAINED, FENCED -> {}
        }
    }

    private static String age(@Nullable Duration staleness) {
        return staleness == null ? "" : ": what it serves may be " + staleness.toMillis() + " ms old";
    }

    private static void add(List<Alert> alerts, String name, Alert.Severity severity, NodeStatus node, String message) {
        alerts.add(new Alert(name, severity, node.cluster() + "/" + node.node(), message));
    }
}
