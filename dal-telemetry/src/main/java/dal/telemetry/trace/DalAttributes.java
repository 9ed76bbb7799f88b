package dal.telemetry.trace;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.util.List;

/** Every name on this library's spans, with its unit and when it is there. Names, once released, never change their meaning. */
public final class DalAttributes {

    /** The instrumentation's name: spans are this tracer's. */
    public static final String TRACER = "dal";

    public static final AttributeKey<String> TENANT_CLASS = stringKey("dal.tenant.class");
    public static final AttributeKey<String> TENANT_ID = stringKey("dal.tenant.id");
    public static final AttributeKey<String> CLUSTER = stringKey("dal.cluster");
    public static final AttributeKey<String> NODE = stringKey("dal.node");
    public static final AttributeKey<String> NODE_ROLE = stringKey("dal.node.role");
    public static final AttributeKey<String> ROUTE_REASON = stringKey("dal.route.reason");
    public static final AttributeKey<String> CONSISTENCY = stringKey("dal.consistency");
    public static final AttributeKey<Double> STALENESS = doubleKey("dal.replica.staleness");
    public static final AttributeKey<Long> ATTEMPT = longKey("dal.attempt");
    public static final AttributeKey<String> TRANSACTION_NAME = stringKey("dal.transaction.name");
    public static final AttributeKey<Double> FETCH = doubleKey("dal.fetch");
    public static final AttributeKey<Long> ATTEMPTS = longKey("dal.attempts");
    public static final AttributeKey<String> ANSWERED_BY = stringKey("dal.node.answered");
    public static final AttributeKey<Double> POOL_WAIT = doubleKey("dal.pool.wait");
    public static final AttributeKey<Long> ROWS = longKey("dal.rows");
    public static final AttributeKey<Double> DURATION = doubleKey("dal.duration");
    public static final AttributeKey<String> TRANSACTION_OUTCOME = stringKey("dal.transaction.outcome");

    /** The span of a whole transaction. */
    public static final String TRANSACTION_SPAN = "transaction";

    /** The span of a caller's own use of a connection: the parent of what is sent over it. */
    public static final String CONNECTION_SPAN = "connection";

    /** The span of a long wait for a connection; its parent is the span of what waited. */
    public static final String ACQUIRE_SPAN = "acquire";

    /** The event on a transaction when its first statement starts, with which BEGIN goes. */
    public static final String BEGIN_EVENT = "begin";

    /** The event on a transaction that is one more try of work that failed before. */
    public static final String RETRY_EVENT = "retry";

    /** Begins the name of the span of a statement that was run once more on another node; its parent is the statement's. */
    public static final String RERUN_PREFIX = "RERUN ";

    /** Begins the name of the span of a read asked of a second node too; its parent is the statement's. */
    public static final String HEDGE_PREFIX = "HEDGE ";

    /** The event on it when its COMMIT was answered, or failed. */
    public static final String COMMIT_EVENT = "commit";

    /** The event on it when its ROLLBACK was answered, or failed. */
    public static final String ROLLBACK_EVENT = "rollback";

    /** All of them, the conventions' first. */
    public static final List<Row> TABLE = List.of(
            row(DbAttributes.DB_SYSTEM_NAME, "", "postgresql; statement spans, at creation"),
            row(
                    DbAttributes.DB_NAMESPACE,
                    "",
                    "the database, and after a bar the schema where the statement names one; at creation"),
            row(DbAttributes.DB_OPERATION_NAME, "", "the command, BATCH before it for batches; at creation"),
            row(DbAttributes.DB_COLLECTION_NAME, "", "the table, where it is one alone; at creation"),
            row(
                    DbAttributes.DB_QUERY_SUMMARY,
                    "",
                    "command and tables, also the span's name (after RERUN or HEDGE where it is one); at creation"),
            row(DbAttributes.DB_QUERY_TEXT, "", "the statement without literals; at creation"),
            row(DbAttributes.DB_OPERATION_BATCH_SIZE, "{operation}", "of a batch of two or more"),
            row(ServerAttributes.SERVER_ADDRESS, "", "host of the node really used; at creation"),
            row(ServerAttributes.SERVER_PORT, "", "its port; at creation"),
            row(DbAttributes.DB_RESPONSE_STATUS_CODE, "", "SQLSTATE, where the server raised an error"),
            row(ErrorAttributes.ERROR_TYPE, "", "the error's code, else its class"),
            row(TENANT_CLASS, "", "at creation"),
            row(TENANT_ID, "", "only by switch; at creation"),
            row(CLUSTER, "", "the cluster's name"),
            row(NODE, "", "the name of the node it was first sent to; absent where none was found"),
            row(NODE_ROLE, "", "primary or replica; at creation"),
            row(ROUTE_REASON, "", "why this node; at creation"),
            row(CONSISTENCY, "", "how fresh it had to be: strong, at_least, bounded_staleness or eventual"),
            row(STALENESS, "s", "how old the replica's data may have been when it was chosen; absent on a primary"),
            row(ATTEMPT, "{attempt}", "which try this is, where it is not the first"),
            row(TRANSACTION_NAME, "", "transaction spans: what it is called, where it has a name"),
            row(FETCH, "s", "how long its rows took to read; absent where it read none"),
            row(ATTEMPTS, "{attempt}", "how often it was tried, hedges not counted; absent where once"),
            row(ANSWERED_BY, "", "the name of the node that answered last, where it is not the first"),
            row(POOL_WAIT, "s", "how long a connection was waited for; absent below 10 us, where one was free"),
            row(ROWS, "{row}", "rows returned, or changed where none are returned; absent where not known"),
            row(DURATION, "s", "on the events commit and rollback: how long the server took"),
            row(TRANSACTION_OUTCOME, "", "transaction spans: committed, rolled_back, unknown or empty"));

    private DalAttributes() {}

    /** The table for the documentation, in Markdown. */
    public static String markdown() {
        StringBuilder text =
                new StringBuilder("| attribute | type | unit | what and when |\n| --- | --- | --- | --- |\n");
        for (Row row : TABLE) {
            text.append("| `").append(row.key().getKey()).append("` | ");
            text.append(row.key().getType().name().toLowerCase(java.util.Locale.ROOT))
                    .append(" | ");
            text.append(row.unit()).append(" | ").append(row.meaning()).append(" |\n");
        }
        return text.toString();
    }

    private static Row row(AttributeKey<?> key, String unit, String meaning) {
        return new Row(key, unit, meaning);
    }

    /**
     * One attribute.
     *
     * @param key its name and type
     * @param unit in UCUM; empty where it has none
     * @param meaning what it says, and when it is there
     */
    public record Row(AttributeKey<?> key, String unit, String meaning) {}
}
