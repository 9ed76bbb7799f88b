package dal.core.execution;

import dal.config.TenantClassConfig;
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
    private final Map<PositionQuery, List<StatementFrame>> frames = new EnumMap<>(PositionQuery.class);

    ClassRuntime(TenantClassConfig config, Collection<LocalSetting> contributed) {
        this.config = config;
        this.settings = new TenantSettings(config.isolation(), contributed);
        List<String> timed = new ArrayList<>(settings.names());
        timed.add(STATEMENT_TIMEOUT);
        for (PositionQuery position : PositionQuery.values()) {
            frames.put(
                    position,
                    List.of(
                            new StatementFrame(settings.names(), false, position),
                            new StatementFrame(settings.names(), true, position),
                            new StatementFrame(timed, false, position),
                            new StatementFrame(timed, true, position)));
        }
    }

    /** Its configuration. */
    public TenantClassConfig config() {
        return config;
    }

    TenantSettings settings() {
        return settings;
    }

    StatementFrame frame(boolean readOnly, boolean timed, PositionQuery position) {
        return Objects.requireNonNull(frames.get(position)).get((timed ? 2 : 0) + (readOnly ? 1 : 0));
    }
}
