package dal.telemetry.metrics;

import static dal.telemetry.metrics.MeterNames.*;

import java.util.List;
import java.util.Locale;

/** Every meter with its unit and labels, and how many series there can be: one table, which the documentation is made of. */
public final class MeterTable {

    private static final List<String> POOL = List.of(POOL_NAME, TENANT_CLASS, CLUSTER, NODE, POOL_PURPOSE);
    private static final List<String> ATTEMPT =
            List.of(TENANT_CLASS, CLUSTER, NODE, NODE_ROLE, ROUTE_REASON, ERROR_TYPE);
    private static final List<String> OF_NODE = List.of(CLUSTER, NODE);
    private static final String PER_POOL = "pools";

    /** All meters. */
    public static final List<Row> ROWS = List.of(
            new Row(
                    OPERATION_DURATION,
                    Kind.HISTOGRAM,
                    "s",
                    List.of(SYSTEM, OPERATION, TENANT_CLASS, CLUSTER, NODE, NODE_ROLE, ERROR_TYPE),
                    "those met of commands x classes x nodes x errors",
                    "Statements, batches, commits and rollbacks, the wait for a connection and further attempts included; by the node first asked"),
            new Row(
                    TENANT_OPERATIONS,
                    Kind.SUMMARY,
                    "s",
                    List.of(TENANT_CLASS, TENANT),
                    "0, or classes x (cap + 1)",
                    "The same by tenant, without buckets. Off unless a cap is set: then the busiest tenants have a series each, and the others share `_other`"),
            new Row(
                    TRANSACTION_DURATION,
                    Kind.HISTOGRAM,
                    "s",
                    List.of(TENANT_CLASS, CLUSTER, NODE, TRANSACTION_OUTCOME),
                    "classes x nodes x 4",
                    "Whole transactions, by how they ended"),
            new Row(
                    TRANSACTION_ATTEMPTS,
                    Kind.COUNTER,
                    "{attempt}",
                    List.of(TENANT_CLASS, CLUSTER),
                    "classes",
                    "How often transactions were tried"),
            new Row(
                    RERUNS,
                    Kind.COUNTER,
                    "{rerun}",
                    ATTEMPT,
                    "those met of classes x nodes x reasons x errors",
                    "Statements run once more on another node, each time; by that node, why it was chosen and how that went"),
            new Row(
                    HEDGES,
                    Kind.COUNTER,
                    "{hedge}",
                    ATTEMPT,
                    "those met of classes x nodes x errors",
                    "Reads asked of a second node too; `none` for an error where its answer came, first or not"),
            new Row(
                    ROUTES,
                    Kind.COUNTER,
                    "{decision}",
                    List.of(CLUSTER, NODE, ROUTE_DECISION, ROUTE_REASON),
                    "those met of nodes x reasons",
                    "Decisions where work goes (use), that it waits (wait) or does not go (refuse), and why"),
            new Row(
                    NODES,
                    Kind.GAUGE,
                    "{node}",
                    List.of(CLUSTER, NODE_ROLE),
                    "clusters x 4",
                    "Nodes of each role, as observed"),
            new Row(
                    NODE_STALENESS,
                    Kind.GAUGE,
                    "s",
                    OF_NODE,
                    "nodes",
                    "How old what a replica serves may be at most; NaN of a primary and where it is not known"),
            new Row(NODE_IN_FLIGHT, Kind.GAUGE, "{execution}", OF_NODE, "nodes", "Work of this process a node has now"),
            new Row(
                    NODE_AVAILABILITY,
                    Kind.GAUGE,
                    "",
                    List.of(CLUSTER, NODE, AVAILABILITY),
                    "nodes x 9",
                    "1 for what holds of a node: serving, warming_up, lagging, ejected, drained, fenced, foreign, duplicate or unreachable; 0 for the others"),
            new Row(
                    NODE_EJECTIONS,
                    Kind.COUNTER,
                    "{ejection}",
                    OF_NODE,
                    "nodes",
                    "How often a replica was left alone since reads on it failed"),
            new Row(
                    CONNECTION_COUNT,
                    Kind.GAUGE,
                    "{connection}",
                    List.of(POOL_NAME, TENANT_CLASS, CLUSTER, NODE, POOL_PURPOSE, CONNECTION_STATE),
                    "pools x 2",
                    "Connections a pool holds, idle or used. Those used of purpose `fallback` are how much of the budget for reads that no replica could answer is spent"),
            pool(CONNECTION_MAX, Kind.GAUGE, "{connection}", "Most connections a pool may hold"),
            pool(CONNECTION_IDLE_MAX, Kind.GAUGE, "{connection}", "Most of them that may be idle"),
            pool(CONNECTION_IDLE_MIN, Kind.GAUGE, "{connection}", "How many it keeps although nobody wants them"),
            pool(
                    CONNECTION_PENDING,
                    Kind.GAUGE,
                    "{request}",
                    "Calls that wait for a connection: the length of the admission's queue, all tenants together"),
            pool(CONNECTION_TIMEOUTS, Kind.COUNTER, "{timeout}", "Calls that waited as long as they may, in vain"),
            pool(CONNECTION_CREATE, Kind.HISTOGRAM, "s", "How long it took to connect and log in"),
            pool(CONNECTION_WAIT, Kind.HISTOGRAM, "s", "How long calls that got a connection waited for it"),
            pool(CONNECTION_USE, Kind.HISTOGRAM, "s", "How long connections were in use, each time"),
            pool(
                    CONNECTION_LONGEST_USE,
                    Kind.GAUGE,
                    "s",
                    "For how long the connection that was taken first has been in use; 0 where none is"),
            new Row(
                    CONNECTION_FAILURES,
                    Kind.COUNTER,
                    "{failure}",
                    with(SQLSTATE_CLASS),
                    "those met of pools x classes of SQLSTATE",
                    "Connections that could not be made, by a server that is not known to be lost"),
            new Row(
                    CONNECTION_REMOVED,
                    Kind.COUNTER,
                    "{connection}",
                    with(REASON),
                    "pools x 4",
                    "Connections closed since they were idle, aged or broken, or since their pool wanted to"),
            new Row(
                    ADMISSION_REFUSALS,
                    Kind.COUNTER,
                    "{refusal}",
                    with(REASON),
                    "pools x 4",
                    "Calls given no connection: waited_too_long, too_many_waiting, shed or held_by_caller"),
            new Row(
                    LIFECYCLE_STATE,
                    Kind.GAUGE,
                    "",
                    List.of(STATE),
                    "3",
                    "1 for where the manager is in its life: running, draining or closed; 0 for the others"),
            new Row(
                    RUNNING,
                    Kind.GAUGE,
                    "{execution}",
                    List.of(),
                    "1",
                    "Statements, reads and transactions under way: what a drain has left to wait for"),
            new Row(
                    REFUSED,
                    Kind.COUNTER,
                    "{call}",
                    List.of(),
                    "1",
                    "Calls turned away since the process shuts down; they never were work, and have no span"),
            new Row(
                    ALERTS,
                    Kind.GAUGE,
                    "{alert}",
                    List.of(ALERT, SEVERITY),
                    "those met of alerts x severities",
                    "What `status()` lists now, by name and severity"));

    /** All labels. */
    public static final List<Label> LABELS = List.of(
            new Label(SYSTEM, "`postgresql`", "1"),
            new Label(OPERATION, "an SQL command in capitals; `OTHER` where it is none", "about 100"),
            new Label(TENANT_CLASS, "a configured class, or a door for work of no tenant", "as configured"),
            new Label(TENANT, "a tenant; off by default", "the cap + 1"),
            new Label(CLUSTER, "a configured cluster", "as configured"),
            new Label(NODE, "a node; its series go when it leaves. `none` where work went to none", "nodes now + 1"),
            new Label(NODE_ROLE, "`primary`, `replica`, `fenced`, `unknown`", "4"),
            new Label(ERROR_TYPE, "`none`, an error's code, or `_OTHER`", "21"),
            new Label(ROUTE_DECISION, "`use`, `wait`, `refuse`", "3"),
            new Label(ROUTE_REASON, "a reason of the router", "about 20"),
            new Label(TRANSACTION_OUTCOME, "`committed`, `rolled_back`, `unknown`, `empty`", "4"),
            new Label(AVAILABILITY, "see the meter", "9"),
            new Label(POOL_NAME, "class/cluster/node/purpose; its series go when it closes", "pools open now"),
            new Label(POOL_PURPOSE, "`primary`, `fallback`, `replica`", "3"),
            new Label(CONNECTION_STATE, "`idle`, `used`", "2"),
            new Label(SQLSTATE_CLASS, "the first two characters of the SQLSTATE; `none` without one", "about 40"),
            new Label(REASON, "see the meter", "4"),
            new Label(STATE, "see the meter", "3"),
            new Label(ALERT, "an alert's name", "about 20"),
            new Label(SEVERITY, "`note`, `warning`, `critical`", "3"));

    private MeterTable() {}

    private static Row pool(String name, Kind kind, String unit, String meaning) {
        return new Row(name, kind, unit, POOL, PER_POOL, meaning);
    }

    private static List<String> with(String label) {
        return List.of(POOL_NAME, TENANT_CLASS, CLUSTER, NODE, POOL_PURPOSE, label);
    }

    /** The tables for the documentation, in Markdown. */
    public static String markdown() {
        StringBuilder text = new StringBuilder("""
                | meter | in Prometheus | kind | unit | labels | series | what |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (Row row : ROWS) {
            String labels = row.labels().isEmpty() ? "" : "`" + String.join("`, `", row.labels()) + "`";
            text.append(String.join(
                            " | ",
                            "| `" + row.name() + "`",
                            "`" + row.prometheus() + "`",
                            row.kind().label(),
                            row.unit(),
                            labels,
                            row.series(),
                            row.meaning()))
                    .append(" |\n");
        }
        text.append("\n| label | values | how many |\n| --- | --- | --- |\n");
        for (Label label : LABELS) {
            text.append("| `%s` | %s | %s |\n".formatted(label.name(), label.values(), label.most()));
        }
        return text.toString();
    }

    /** What kind of meter it is. */
    public enum Kind {
        HISTOGRAM,
        SUMMARY,
        COUNTER,
        GAUGE;

        /** The name in the documentation. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One meter.
     *
     * @param name what it is called
     * @param kind what it is
     * @param unit of what it measures, by UCUM; empty for none
     * @param labels on every series of it
     * @param series how many there are in one process
     * @param meaning for people
     */
    public record Row(String name, Kind kind, String unit, List<String> labels, String series, String meaning) {

        public Row {
            labels = List.copyOf(labels);
        }

        /** Its name in Prometheus; a histogram or summary has {@code _count} and {@code _sum} behind it, a histogram {@code _bucket} too. */
        public String prometheus() {
            String plain = name.replace('.', '_') + (unit.equals("s") ? "_seconds" : "");
            return kind == Kind.COUNTER ? plain + "_total" : plain;
        }
    }

    /**
     * One label.
     *
     * @param name what it is called
     * @param values for people
     * @param most how many of them
     */
    public record Label(String name, String values, String most) {}
}
