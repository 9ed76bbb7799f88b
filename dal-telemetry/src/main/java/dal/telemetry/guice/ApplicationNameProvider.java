package dal.telemetry.guice;

import dal.config.DataAccessConfig;
import dal.spi.LocalSetting;
import dal.telemetry.trace.TraceInApplicationName;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** A class of its own, since whether it is bound is decided by the switch. */
final class ApplicationNameProvider implements Provider<LocalSetting> {

    private final DataAccessConfig config;

    @Inject
    ApplicationNameProvider(DataAccessConfig config) {
        this.config = config;
    }

    @Override
    public LocalSetting get() {
        return new TraceInApplicationName(config.applicationName());
    }
}
