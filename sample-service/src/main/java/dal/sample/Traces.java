package dal.sample;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the service's traces go: by OpenTelemetry's own variables, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT} and {@code OTEL_EXPORTER_OTLP_PROTOCOL}. Nowhere,
 * unless one of them says where.
 */
final class Traces {

    private static final String PREFIX = "OTEL_";

    private Traces() {}

    /** As those variables say. Metrics are scraped, and logs written: neither is exported unless asked for. */
    static OpenTelemetry of(Map<String, String> environment) {
        if (environment.keySet().stream().noneMatch(Traces::saysWhere)) {
            return OpenTelemetry.noop();
        }
        Map<String, String> properties = new HashMap<>(
                Map.of("otel.service.name", "retail", "otel.metrics.exporter", "none", "otel.logs.exporter", "none"));
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        // Sent by the manager's shutdown, which is after the last statement.
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesCustomizer(config -> properties)
                .build()
                .getOpenTelemetrySdk();
    }

    private static boolean saysWhere(String variable) {
        return variable.equals("OTEL_TRACES_EXPORTER") || variable.startsWith("OTEL_EXPORTER_OTLP");
    }
}
