package dal.telemetry;

import dal.telemetry.alert.AlertConfig;
import java.time.Duration;

/**
 * How metrics, alerts and health are kept. {@link #DEFAULT} has no meter by tenant.
 *
 * @param alerts when something is an alert
 * @param interval how often alerts are looked at and told of, and what is new among the meters is registered
 * @param summaryInterval how often one line in the log sums up how things are; zero for never
 * @param tenantSeries how many tenants, of each class, may have a series of their own in {@code dal.tenant.operations}; 0 for no such meter
 */
public record MonitoringConfig(AlertConfig alerts, Duration interval, Duration summaryInterval, int tenantSeries) {

    public static final MonitoringConfig DEFAULT =
            new MonitoringConfig(AlertConfig.DEFAULT, Duration.ofSeconds(1), Duration.ofSeconds(60), 0);

    /** A registry bears more, and nobody reads them. */
    private static final int MOST_TENANT_SERIES = 1_000;

    public MonitoringConfig {
        if (interval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException("interval has to be at least 10 ms, not " + interval);
        }
        if (summaryInterval.isNegative()) {
            throw new IllegalArgumentException("summary-interval may not be negative: " + summaryInterval);
        }
        if (tenantSeries < 0 || tenantSeries > MOST_TENANT_SERIES) {
            throw new IllegalArgumentException(
                    "tenant-series has to be from 0 to " + MOST_TENANT_SERIES + ", not " + tenantSeries);
        }
    }
}
