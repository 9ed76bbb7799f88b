package dal.telemetry.metrics;

import dal.status.Alert;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Gauges of alerts by name and severity, from their first time on; 0 while there is none. Thread-safe. */
final class AlertMetrics {

    private final MeterRegistry registry;
    private final Supplier<List<Alert>> alerts;
    private final Set<Key> registered = new HashSet<>();
    private volatile Map<Key, Long> counts = Map.of();

    AlertMetrics(MeterRegistry registry, Supplier<List<Alert>> alerts) {
        this.registry = registry;
        this.alerts = alerts;
    }

    /** Counts them, and registers what was not met before. */
    synchronized void refresh() {
        Map<Key, Long> now = new HashMap<>();
        for (Alert alert : alerts.get()) {
            now.merge(new Key(alert.name(), alert.severity()), 1L, Long::sum);
        }
        counts = now;
        now.keySet().stream().filter(registered::add).forEach(this::register);
    }

    private void register(Key key) {
        Gauge.builder(MeterNames.ALERTS, this, metrics -> metrics.counts.getOrDefault(key, 0L))
                .description("Alerts now")
                .tag(MeterNames.ALERT, key.name)
                .tag(MeterNames.SEVERITY, key.severity.name().toLowerCase(Locale.ROOT))
                .strongReference(true)
                .register(registry);
    }

    private record Key(String name, Alert.Severity severity) {}
}
