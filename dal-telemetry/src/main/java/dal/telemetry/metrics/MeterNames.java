package dal.telemetry.metrics;

import java.time.Duration;

/** What meters and their labels are called. Names, once released, never change their meaning; {@link MeterTable} says what each means. */
public final class MeterNames {

    public static final String OPERATION_DURATION = "db.client.operation.duration";
    public static final String TRANSACTION_DURATION = "dal.transaction.duration";
    public static final String TRANSACTION_ATTEMPTS = "dal.transaction.attempts";
    public static final String RERUNS = "dal.reruns";
    public static final String HEDGES = "dal.hedges";
    public static final String ROUTES = "dal.routes";
    public static final String NODES = "dal.nodes";
    public static final String NODE_STALENESS = "dal.node.staleness";
    public static final String NODE_IN_FLIGHT = "dal.node.in_flight";
    public static final String NODE_AVAILABILITY = "dal.node.availability";
    public static final String NODE_EJECTIONS = "dal.node.ejections";
    public static final String CONNECTION_COUNT = "db.client.connection.count";
    public static final String CONNECTION_MAX = "db.client.connection.max";
    public static final String CONNECTION_IDLE_MAX = "db.client.connection.idle.max";
    public static final String CONNECTION_IDLE_MIN = "db.client.connection.idle.min";
    public static final String CONNECTION_PENDING = "db.client.connection.pending_requests";
    public static final String CONNECTION_TIMEOUTS = "db.client.connection.timeouts";
    public static final String CONNECTION_CREATE = "db.client.connection.create_time";
    public static final String CONNECTION_WAIT = "db.client.connection.wait_time";
    public static final String CONNECTION_USE = "db.client.connection.use_time";
    public static final String CONNECTION_LONGEST_USE = "dal.connection.longest_use";
    public static final String CONNECTION_FAILURES = "dal.connection.failures";
    public static final String CONNECTION_REMOVED = "dal.connection.removed";
    public static final String ADMISSION_REFUSALS = "dal.admission.refusals";
    public static final String TENANT_OPERATIONS = "dal.tenant.operations";
    public static final String LIFECYCLE_STATE = "dal.lifecycle.state";
    public static final String RUNNING = "dal.work.running";
    public static final String REFUSED = "dal.work.refused";
    public static final String ALERTS = "dal.alerts";

    public static final String SYSTEM = "db.system.name";
    public static final String OPERATION = "db.operation.name";
    public static final String ERROR_TYPE = "error.type";
    public static final String TENANT_CLASS = "dal.tenant.class";
    public static final String TENANT = "dal.tenant.id";
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
    public static final String SQLSTATE_CLASS = "dal.sqlstate.class";
    public static final String REASON = "dal.reason";
    public static final String STATE = "dal.state";
    public static final String ALERT = "dal.alert";
    public static final String SEVERITY = "dal.severity";

    /** {@value #ERROR_TYPE} of what did not fail: every series of a meter has the same labels. */
    public static final String NO_ERROR = "none";

    /** {@value #NODE} of what went to none. */
    public static final String NO_NODE = "none";

    /** {@value #TENANT} of all tenants that have no series of their own. */
    public static final String OTHER_TENANTS = "_other";

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

    private MeterNames() {}

    /** The conventions' bucket boundaries for {@link #OPERATION_DURATION}; every other histogram has the same. */
    public static Duration[] buckets() {
        return BUCKETS.clone();
    }
}
