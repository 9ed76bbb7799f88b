package dal.core.execution;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.TenantClassConfig;
import dal.config.UnscopedConfig;
import dal.core.connection.Binding;
import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import dal.core.tenancy.TenantBinder;
import dal.status.PoolName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation.SchemaPerTenant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What all work of one tenant class, or of one door of no tenant, shares: its configuration and the frames of its statements; and the weight of the tenant it is
 * seen from. Thread-safe.
 */
public final class ClassRuntime {

    static final String STATEMENT_TIMEOUT = "statement_timeout";

    /** More are not kept: nodes come and go, and have other names then. */
    private static final int MOST_POOLS = 64;

    private final TenantClassConfig config;
    private final TenantBinder binder;
    private final ReleaseChecks.OfClass releases;
    private final boolean door;
    private final Map<NodeCheck, Map<PositionQuery, List<StatementFrame>>> frames;
    private final Map<FrameKey, StatementFrame> transactionFrames;
    private final Map<PoolPurpose, Map<NodeName, PoolName>> pools;
    private final @Nullable Binding bareRead;
    private final int weight;

    /** The same seen from tenants of other weights; few differ. */
    private final Map<Integer, ClassRuntime> byWeight;

    ClassRuntime(TenantClassConfig config, TenantBinder binder, ReleaseChecks.OfClass releases) {
        this(config, binder, releases, false);
    }

    private ClassRuntime(TenantClassConfig config, TenantBinder binder, ReleaseChecks.OfClass releases, boolean door) {
        this.config = config;
        this.door = door;
        this.binder = binder;
        this.releases = releases;
        this.frames = new EnumMap<>(NodeCheck.class);
        this.transactionFrames = new ConcurrentHashMap<>();
        this.pools = new EnumMap<>(PoolPurpose.class);
        for (PoolPurpose purpose : PoolPurpose.values()) {
            pools.put(purpose, new ConcurrentHashMap<>());
        }
        this.weight = 1;
        this.byWeight = new ConcurrentHashMap<>();
        List<String> timed = new ArrayList<>(binder.assignments());
        timed.add(TenantBinder.local(STATEMENT_TIMEOUT));
        for (NodeCheck check : NodeCheck.values()) {
            Map<PositionQuery, List<StatementFrame>> checked = new EnumMap<>(PositionQuery.class);
            for (PositionQuery position : PositionQuery.values()) {
                checked.put(position, frames(binder.assignments(), timed, position, check));
            }
            frames.put(check, checked);
        }
        this.bareRead = bareRead();
    }

    private ClassRuntime(ClassRuntime other, int weight) {
        this.config = other.config;
        this.binder = other.binder;
        this.releases = other.releases;
        this.door = other.door;
        this.frames = other.frames;
        this.transactionFrames = other.transactionFrames;
        this.pools = other.pools;
        this.bareRead = other.bareRead;
        this.weight = weight;
        this.byWeight = other.byWeight;
    }

    /** The same class, seen from a tenant of that weight. */
    ClassRuntime ofWeight(int tenantWeight) {
        return tenantWeight == weight
                ? this
                : byWeight.computeIfAbsent(tenantWeight, other -> new ClassRuntime(this, other));
    }

    /** A door of no tenant: nothing is bound, since settings are a tenant's. */
    static ClassRuntime ofDoor(UnscopedConfig door, TenantBinder binder, ReleaseChecks.OfClass releases) {
        return new ClassRuntime(door.settings(), binder, releases, true);
    }

    private static List<StatementFrame> frames(
            List<String> usual, List<String> timed, PositionQuery position, NodeCheck check) {
        return List.of(
                new StatementFrame(usual, false, position, check),
                new StatementFrame(usual, true, position, check),
                new StatementFrame(timed, false, position, check),
                new StatementFrame(timed, true, position, check));
    }

    /** Its configuration. */
    public TenantClassConfig config() {
        return config;
    }

    /** How long the driver waits for a statement before it cancels it, in milliseconds; 0 for ever. */
    int queryTimeout() {
        return (int) Math.min(Integer.MAX_VALUE, config.queryTimeout().toMillis());
    }

    /** The tenant's share of a pool beside others that wait for it. */
    int weight() {
        return weight;
    }

    /** Whether it is a door of no tenant. */
    boolean isDoor() {
        return door;
    }

    TenantBinder binder() {
        return binder;
    }

    ReleaseChecks.OfClass releases() {
        return releases;
    }

    /** The schema of a tenant, where each has its own. */
    Optional<String> schema(TenantId tenant) {
        return config.isolation() instanceof SchemaPerTenant schemas
                ? Optional.of(schemas.schema(tenant))
                : Optional.empty();
    }

    /** The same for observers; null where it has none, or cannot have one, of which they are told by the error. */
    @Nullable
    String schemaOrNull(TenantId tenant) {
        if (config.isolation() instanceof SchemaPerTenant schemas) {
            try {
                return schemas.schema(tenant);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }

    /** Whether each tenant has a schema of its own, which a statement that names one would leave. */
    public boolean namesNoSchema() {
        return config.isolation() instanceof SchemaPerTenant;
    }

    /** Of a transaction with settings of its own: as many as there are combinations of them, which are few. */
    StatementFrame frame(
            boolean readOnly,
            TransactionSettings settings,
            PositionQuery position,
            NodeCheck check,
            TransactionTerms terms) {
        return transactionFrames.computeIfAbsent(
                new FrameKey(readOnly, settings.names(), position, check, terms.deferrable(), terms.identified()),
                key -> new StatementFrame(
                        settings.assignments(binder), readOnly, position, check, key.deferrable(), key.identified()));
    }

    private @Nullable Binding bareRead() {
        StatementFrame frame = frame(true, false, PositionQuery.NONE, NodeCheck.NONE);
        return frame.bindCount() > 0
                ? null
                : new Binding(frame, List.of(), true, queryTimeout(), null, 0, Audience.NOBODY);
    }

    /** What every provable read carries that goes to a replica alone and asks nothing of it: nothing. Null where a tenant is bound to it. */
    @Nullable
    Binding bare() {
        return bareRead;
    }

    /** What tells a transaction's frame from another. */
    private record FrameKey(
            boolean readOnly,
            List<String> settings,
            PositionQuery position,
            NodeCheck check,
            boolean deferrable,
            boolean identified) {}

    /** The class's pool for that on a node: the same object each time, so that looking it up compares nothing. */
    PoolName pool(NodeName node, PoolPurpose purpose) {
        Map<NodeName, PoolName> known = Objects.requireNonNull(pools.get(purpose));
        PoolName pool = known.get(node);
        if (pool != null) {
            return pool;
        }
        PoolName added = new PoolName(config.name(), config.cluster(), node, purpose);
        return known.size() < MOST_POOLS ? known.computeIfAbsent(node, name -> added) : added;
    }

    StatementFrame frame(boolean readOnly, boolean timed, PositionQuery position, NodeCheck check) {
        return Objects.requireNonNull(Objects.requireNonNull(frames.get(check)).get(position))
                .get((timed ? 2 : 0) + (readOnly ? 1 : 0));
    }
}
