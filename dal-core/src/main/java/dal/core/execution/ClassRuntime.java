package dal.core.execution;

import dal.config.TenantClassConfig;
import dal.core.tenancy.NodeCheck;
import dal.config.UnscopedConfig;
import dal.core.tenancy.PositionQuery;
import dal.core.tenancy.StatementFrame;
import dal.core.tenancy.TenantSettings;
import dal.spi.LocalSetting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What all work of one tenant class, or of one door of no tenant, shares: its configuration and the frames of its statements; and the weight of the tenant it
 * is seen from. Thread-safe. */
public final class ClassRuntime {

    static final String STATEMENT_TIMEOUT = "statement_timeout";

    private final TenantClassConfig config;
    private final TenantSettings settings;
    private final boolean door;
    private final Map<NodeCheck, Map<PositionQuery, List<StatementFrame>>> frames;
    private final int weight;

    /** The same seen from tenants of other weights; few differ. */
    private final Map<Integer, ClassRuntime> byWeight;

    ClassRuntime(TenantClassConfig config, Collection<LocalSetting> contributed) {
        this(config, contributed, false);
    }

    private ClassRuntime(TenantClassConfig config, Collection<LocalSetting> contributed, boolean door) {
        this.config = config;
        this.door = door;
        this.settings = new TenantSettings(config.isolation(), contributed);
        this.frames = new EnumMap<>(NodeCheck.class);
        this.weight = 1;
        this.byWeight = new ConcurrentHashMap<>();
        List<String> timed = new ArrayList<>(settings.names());
        timed.add(STATEMENT_TIMEOUT);
        for (NodeCheck check : NodeCheck.values()) {
            Map<PositionQuery, List<StatementFrame>> checked = new EnumMap<>(PositionQuery.class);
            for (PositionQuery position : PositionQuery.values()) {
                checked.put(position, frames(settings.names(), timed, position, check));
            }
            frames.put(check, checked);
        }
    }

    private ClassRuntime(ClassRuntime other, int weight) {
        this.config = other.config;
        this.settings = other.settings;
        this.door = other.door;
        this.frames = other.frames;
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
    static ClassRuntime ofDoor(UnscopedConfig door) {
        return new ClassRuntime(door.settings(), List.of(), true);
    }

    private static List<StatementFrame> frames(
            List<String> names, List<String> timed, PositionQuery position, NodeCheck check) {
        return List.of(
                new StatementFrame(names, false, position, check),
                new StatementFrame(names, true, position, check),
                new StatementFrame(timed, false, position, check),
                new StatementFrame(timed, true, position, check));
    }

    /** Its configuration. */
    public TenantClassConfig config() {
        return config;
    }

    /** The tenant's share of a pool beside others that wait for it. */
    int weight() {
        return weight;
    }

    /** Whether it is a door of no tenant. */
    boolean isDoor() {
        return door;
    }

    TenantSettings settings() {
        return settings;
    }

    StatementFrame frame(boolean readOnly, boolean timed, PositionQuery position, NodeCheck check) {
        return Objects.requireNonNull(Objects.requireNonNull(frames.get(check)).get(position))
                .get((timed ? 2 : 0) + (readOnly ? 1 : 0));
    }
}
