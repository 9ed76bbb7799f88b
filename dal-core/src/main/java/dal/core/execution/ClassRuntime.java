package dal.core.execution;

import dal.config.TenantClassConfig;
import dal.core.tenancy.NodeCheck;
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

/** What all work of one tenant class shares: its configuration and the frames of its statements. */
public final class ClassRuntime {

    static final String STATEMENT_TIMEOUT = "statement_timeout";

    private final TenantClassConfig config;
    private final TenantSettings settings;
    private final Map<NodeCheck, Map<PositionQuery, List<StatementFrame>>> frames = new EnumMap<>(NodeCheck.class);

    ClassRuntime(TenantClassConfig config, Collection<LocalSetting> contributed) {
        this.config = config;
        this.settings = new TenantSettings(config.isolation(), contributed);
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

    TenantSettings settings() {
        return settings;
    }

    StatementFrame frame(boolean readOnly, boolean timed, PositionQuery position, NodeCheck check) {
        return Objects.requireNonNull(Objects.requireNonNull(frames.get(check)).get(position))
                .get((timed ? 2 : 0) + (readOnly ? 1 : 0));
    }
}
