package dal.telemetry.guice;

import dal.config.DataAccessConfig;
import dal.spi.StatusContributor;
import dal.telemetry.metrics.ClusterMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Set;

/** A class of its own, since a module's provider method cannot be eager. */
final class ClusterMetricsProvider implements Provider<ClusterMetrics> {

    private final MeterRegistry registry;
    private final DataAccessConfig config;
    private final Provider<Set<StatusContributor>> contributors;

    @Inject
    ClusterMetricsProvider(
            MeterRegistry registry, DataAccessConfig config, Provider<Set<StatusContributor>> contributors) {
        this.registry = registry;
        this.config = config;
        this.contributors = contributors;
    }

    @Override
    public ClusterMetrics get() {
        return new ClusterMetrics(registry, config.clusters().keySet(), contributors::get);
    }
}
