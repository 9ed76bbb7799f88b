package dal.telemetry.metrics;

import java.time.Duration;
import java.util.List;

/** Every meter with its unit and labels. Names, once released, never change their meaning. */
public final class MeterNames {

    public static final String OPERATION_DURATION = "db.client.operation.duration";
    public static final String TRANSACTION_DURATION = "dal.transaction.duration";
    public static final String RERUNS = "dal.reruns";
    public static final String HEDGES = "dal.hedges";
    public static final String ROUTES = "dal.routes";
    public static final String NODES = "dal.nodes";
    public static final String NODE_STALENESS = "dal.node.staleness";
    public static final String NODE_IN_FLIGHT = "dal.node.in_flight";
    public static final String NODE_AVAILABILITY = "dal.node.availability";
    public static final String CONNECTION_COUNT = "db.client.connection.count";
    public static final String CONNECTION_MAX = "db.client.connection.max";
    public static final String CONNECTION_PENDING = "db.client.connection.pending_requests";

    public static final String SYSTEM = "db.system.name";
    public static final String OPERATION = "db.operation.name";
    public static final String ERROR_TYPE = "error.type";
    public static final String TENANT_CLASS = "dal.tenant.class";
    public static final String CLUSTER = "dal.cluster";
    public static final String NODE = "dal.node";
    public static final String NODE_ROLE = "dal.node.role";
    public static final String AVAILABILITY = "dal.node.availability";
    public static final String ROUTE_DECISION = "dal.route.decision";
    public static final String ROUTE_REASON = "dal.route.reason";
    public static final String TRANSACTION_OUTCOME = "dal.transaction.outcome";
    public static final String POOL_NAME = "db.client.connection.pool.name";
    public static final String POOL_PURPOSE = "dal.pool.purpose";
    public static final String CONNECTION_STATE = "db.client.connection.state";

    /** {@value #ERROR_TYPE} of what did not fail: every series of a meter has the same labels. */
    public static final String NO_ERROR = "none";

    /** {@value #NODE} of what went to none. */
    public static final String NO_NODE = "none";

    /** {@value #CONNECTION_STATE} of a connection that is free. */
    public static final String IDLE = "idle";

    /** {@value #CONNECTION_STATE} of a connection in use. */
    public static final String USED = "used";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final List<String> POOL_LABELS = List.of(POOL_NAME, TENANT_CLASS, CLUSTER, NODE, POOL_PURPOSE);

    private static final List<String> NODE_LABELS = List.of(CLUSTER, NODE);
    private static final List<String> ATTEMPT_LABELS =
            List.of(TENANT_CLASS, CLUSTER, NODE, NODE_ROLE, ROUTE_REASON, ERROR_TYPE);

    /** All of them. */
    public static final List<Row> TABLE = List.of(
            new Row(
                    OPERATION_DURATION,
                    Kind.HISTOGRAM,
                    "s",
                    List.of(SYSTEM, OPERATION, TENANT_CLASS, CLUSTER, NODE, NODE_ROLE, ERROR_TYPE),
                    "Statements, batches, commits and rollbacks, the wait for a connection and further attempts included; by the node first asked"),
            new Row(
                    TRANSACTION_DURATION,
                    Kind.HISTOGRAM,
                    "s",
                    List.of(TENANT_CLASS, CLUSTER, NODE, TRANSACTION_OUTCOME),
                    "Whole transactions, by how they ended"),
            new Row(
                    RERUNS,
                    Kind.COUNTER,
                    "{rerun}",
                    ATTEMPT_LABELS,
                    "Statements run once more on another node, each time; by that node, why it was chosen and how that went"),
            new Row(
                    HEDGES,
                    Kind.COUNTER,
                    "{hedge}",
                    ATTEMPT_LABELS,
                    "Reads asked of a second node too; `none` for an error where its answer came, first or not"),
            new Row(
                    ROUTES,
                    Kind.COUNTER,
                    "{decision}",
                    List.of(CLUSTER, NODE, ROUTE_DECISION, ROUTE_REASON),
                    "Decisions where work goes (use), that it waits (wait) or does not go (refuse), and why"),
            new Row(NODES, Kind.GAUGE, "{node}", List.of(CLUSTER, NODE_ROLE), "Nodes of each role, as observed"),
            new Row(
                    NODE_STALENESS,
                    Kind.GAUGE,
                    "s",
                    NODE_LABELS,
                    "How old what a replica serves may be at most; NaN of a primary and where it is not known"),
            new Row(NODE_IN_FLIGHT, Kind.GAUGE, "{execution}", NODE_LABELS, "Work of this process a node has now"),
            new Row(
                    NODE_AVAILABILITY,
                    Kind.GAUGE,
                    "",
                    List.of(CLUSTER, NODE, AVAILABILITY),
                    "1 for what holds of a node: serving, warming_up, lagging, ejected, drained, fenced, foreign, duplicate or unreachable; 0 for the others"),
            new Row(
                    CONNECTION_COUNT,
                    Kind.GAUGE,
                    "{connection}",
                    List.of(POOL_NAME, TENANT_CLASS, CLUSTER, NODE, POOL_PURPOSE, CONNECTION_STATE),
                    "Connections a pool holds, idle or used"),
            new Row(CONNECTION_MAX, Kind.GAUGE, "{connection}", POOL_LABELS, "Most connections a pool may hold"),
            new Row(CONNECTION_PENDING, Kind.GAUGE, "{request}", POOL_LABELS, "Calls that wait for a connection"));

    private MeterNames() {}

    /** The conventions' bucket boundaries for {@link #OPERATION_DURATION}; transactions have the same. */
    public static Duration[] buckets() {
        return BUCKETS.clone();
    }

    /** The table for the documentation, in Markdown. */
    public static String markdown() {
        StringBuilder text =
                new StringBuilder("| meter | kind | unit | labels | what |\n| --- | --- | --- | --- | --- |\n");
        for (Row row : TABLE) {
            text.append("| `").append(row.name()).append("` | ");
            text.append(row.kind().label()).append(" | ").append(row.unit()).append(" | `");
            text.append(String.join("`, `", row.labels())).append("` | ");
            text.append(row.meaning()).append(" |\n");
        }
        return text.toString();
    }

    /** What kind of meter it is. */
    public enum Kind {
        HISTOGRAM("histogram"),
        COUNTER("counter"),
        GAUGE("gauge");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The kind in the documentation. */
        public String label() {
            return label;
        }
    }

    /**
     * One meter.
     *
     * @param name by the conventions, or ours
     * @param kind which kind
     * @param unit in UCUM
     * @param labels all of them, on every series
     * @param meaning what it measures
     */
    public record Row(String name, Kind kind, String unit, List<String> labels, String meaning) {

        public Row {
            labels = List.copyOf(labels);
        }
    }
}
