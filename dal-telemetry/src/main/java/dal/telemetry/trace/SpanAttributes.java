package dal.telemetry.trace;

import dal.consistency.Consistency;
import dal.spi.Execution;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.WatchedExecution;
import dal.tenant.TenantId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a span says of an execution when it starts. */
final class SpanAttributes {

    private static final double NANOS_PER_SECOND = 1e9;

    /** More namespaces than this, schemas of tenants say, are put together anew each time. */
    private static final int MOST_NAMESPACES = 256;

    private final boolean tenantIds;
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, String>> namespaces = new ConcurrentHashMap<>();
    private volatile Long port = 5432L;

    SpanAttributes(boolean tenantIds) {
        this.tenantIds = tenantIds;
    }

    /** Takes attributes: a span, or what builds one. */
    @FunctionalInterface
    interface Sink {
        <T> void put(AttributeKey<T> key, T value);
    }

    /** What a sampler may decide by, the conventions' own list first. */
    void decisive(Sink sink, WatchedExecution watched) {
        Execution execution = watched.execution();
        boolean statement = isStatement(execution.kind());
        if (execution.placed()) {
            sink.put(DbAttributes.DB_NAMESPACE, namespace(execution, statement ? watched.description() : null));
            sink.put(ServerAttributes.SERVER_ADDRESS, execution.host());
            sink.put(ServerAttributes.SERVER_PORT, boxed(execution.port()));
            sink.put(DalAttributes.NODE_ROLE, execution.role().label());
        }
        if (statement) {
            describe(sink, watched.description());
        }
        sink.put(DalAttributes.TENANT_CLASS, execution.tenantClass().value());
        sink.put(DalAttributes.ROUTE_REASON, execution.reason().label());
        TenantId tenant = execution.tenant();
        if (tenantIds && tenant != null) {
            sink.put(DalAttributes.TENANT_ID, tenant.value());
        }
    }

    private static void describe(Sink sink, StatementDescription statement) {
        sink.put(DbAttributes.DB_SYSTEM_NAME, DbAttributes.DbSystemNameValues.POSTGRESQL);
        sink.put(DbAttributes.DB_OPERATION_NAME, statement.operation());
        sink.put(DbAttributes.DB_QUERY_SUMMARY, statement.summary());
        if (statement.collection() != null) {
            sink.put(DbAttributes.DB_COLLECTION_NAME, statement.collection());
        }
        if (statement.text() != null) {
            sink.put(DbAttributes.DB_QUERY_TEXT, statement.text());
        }
    }

    /** What else is known from the start. */
    void descriptive(Sink sink, Execution execution) {
        sink.put(DalAttributes.CLUSTER, execution.cluster().value());
        if (execution.placed()) {
            sink.put(DalAttributes.NODE, execution.node().value());
        }
        Consistency consistency = execution.consistency();
        if (consistency != null) {
            sink.put(DalAttributes.CONSISTENCY, label(consistency));
        }
        if (execution.staleness() >= 0) {
            sink.put(DalAttributes.STALENESS, execution.staleness() / NANOS_PER_SECOND);
        }
        if (execution.attempt() > 1) {
            sink.put(DalAttributes.ATTEMPT, (long) execution.attempt());
        }
        if (execution.kind() == Execution.Kind.TRANSACTION && execution.label() != null) {
            sink.put(DalAttributes.TRANSACTION_NAME, execution.label());
        }
    }

    /** The schema that the statement names, else its tenant's, whose name may be told only where the tenant's is. */
    private String namespace(Execution execution, @Nullable StatementDescription statement) {
        String schema = statement == null ? null : statement.schema();
        if (schema == null || schema.equals(execution.schema())) {
            schema = tenantIds ? execution.schema() : null;
        }
        return schema == null ? execution.database() : namespace(execution.database(), schema);
    }

    /** Remembered, since few there are and each span names one. */
    private String namespace(String database, String schema) {
        ConcurrentHashMap<String, String> ofDatabase = namespaces.get(database);
        if (ofDatabase == null) {
            ofDatabase = namespaces.computeIfAbsent(database, absent -> new ConcurrentHashMap<>());
        }
        String known = ofDatabase.get(schema);
        if (known == null) {
            known = database + '|' + schema;
            if (ofDatabase.size() < MOST_NAMESPACES) {
                ofDatabase.put(schema, known);
            }
        }
        return known;
    }

    /** Most servers of one process listen on one port. */
    private Long boxed(int number) {
        Long known = port;
        if (known != number) {
            known = (long) number;
            port = known;
        }
        return known;
    }

    /** Whether its span is one of a query, as backends count them. */
    static boolean isStatement(Execution.Kind kind) {
        return switch (kind) {
            case STATEMENT, BATCH, RERUN, HEDGE, COMMIT, ROLLBACK -> true;
            case CONNECTION, TRANSACTION -> false;
        };
    }

    private static String label(Consistency consistency) {
        return switch (consistency) {
            case Consistency.Strong strong -> "strong";
            case Consistency.AtLeast atLeast -> "at_least";
            case Consistency.BoundedStaleness bounded -> "bounded_staleness";
            case Consistency.Eventual eventual -> "eventual";
        };
    }
}
