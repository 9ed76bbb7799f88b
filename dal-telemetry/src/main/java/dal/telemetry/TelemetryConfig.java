package dal.telemetry;

import java.time.Duration;

/**
 * How this module watches. {@link #DEFAULT} tells no tenant's id.
 *
 * @param tenantIdOnSpans whether spans carry the tenant's id
 * @param tenantIdInLogs whether slow-query lines carry it
 * @param slowQueryLogInterval how often there may be a line of one query summary
 * @param rememberedStatements how many different SQL texts are remembered with their descriptions
 * @param healthProbeTimeout how long the health probe waits for a primary; zero for no probe
 * @param healthProbeInterval for how long a probe's answer counts: a primary is never asked more often
 * @param closeOpenTelemetry whether a shutdown closes the OpenTelemetry SDK rather than only having it send what it still holds; for an application whose
 *     last act is that shutdown
 */
public record TelemetryConfig(
        boolean tenantIdOnSpans,
        boolean tenantIdInLogs,
        Duration slowQueryLogInterval,
        int rememberedStatements,
        Duration healthProbeTimeout,
        Duration healthProbeInterval,
        boolean closeOpenTelemetry) {

    public static final TelemetryConfig DEFAULT = new TelemetryConfig(
            false, false, Duration.ofSeconds(10), 2_000, Duration.ofSeconds(2), Duration.ofSeconds(1), false);

    public TelemetryConfig {
        requireNotNegative("slow-query-log-interval", slowQueryLogInterval);
        requireNotNegative("health-probe-timeout", healthProbeTimeout);
        requireNotNegative("health-probe-interval", healthProbeInterval);
        if (rememberedStatements < 2) {
            throw new IllegalArgumentException(
                    "remembered-statements has to be at least 2, not " + rememberedStatements);
        }
    }

    /** The same with the tenant's id on spans, and in slow-query lines, or without. */
    public TelemetryConfig withTenantIds(boolean onSpans, boolean inLogs) {
        return new TelemetryConfig(
                onSpans,
                inLogs,
                slowQueryLogInterval,
                rememberedStatements,
                healthProbeTimeout,
                healthProbeInterval,
                closeOpenTelemetry);
    }

    private static void requireNotNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " may not be negative: " + value);
        }
    }
}
