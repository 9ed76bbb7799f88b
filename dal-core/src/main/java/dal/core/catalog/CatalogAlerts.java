package dal.core.catalog;

import dal.config.TenantTableConfig;
import dal.status.Alert;
import dal.status.Alert.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What an operator should know of the catalog: that it is old, and that rows of it cannot be understood. Thread-safe. */
final class CatalogAlerts {

    static final String STALE = "tenant_catalog_stale";
    static final String ROWS = "tenant_catalog_rows";

    private static final int STALE_AFTER_REFRESHES = 3;

    private final TenantTableConfig table;
    private final Reading reading;
    private final LongSupplier clock;
    private volatile boolean started;
    private volatile long startedAt;

    CatalogAlerts(TenantTableConfig table, Reading reading, LongSupplier clock) {
        this.table = table;
        this.reading = reading;
        this.clock = clock;
    }

    /** Reading begins. */
    void start() {
        startedAt = clock.getAsLong();
        started = true;
    }

    /** What holds now. */
    List<Alert> now() {
        if (!started) {
            return List.of();
        }
        List<Alert> alerts = new ArrayList<>();
        Duration age = reading.isKnown() ? reading.age() : Duration.ofNanos(clock.getAsLong() - startedAt);
        if (age.compareTo(table.refresh().multipliedBy(STALE_AFTER_REFRESHES)) > 0) {
            alerts.add(reading.isKnown() ? stale(age) : neverRead(age));
        }
        List<String> faults = reading.latest().faults();
        if (!faults.isEmpty()) {
            alerts.add(new Alert(
                    ROWS,
                    Severity.WARNING,
                    table.table(),
                    faults.size() + " rows of the tenant catalog cannot be understood, and their tenants are not known;"
                            + " the first: " + faults.getFirst()));
        }
        return alerts;
    }

    private Alert stale(Duration age) {
        return new Alert(
                STALE,
                Severity.WARNING,
                table.table(),
                "The tenant catalog is as it was " + seconds(age) + " ago, and is to be read every "
                        + seconds(table.refresh()) + ": what is known of tenants goes on serving");
    }

    private Alert neverRead(Duration age) {
        return new Alert(
                STALE,
                Severity.CRITICAL,
                table.table(),
                "The tenant catalog could not be read in the " + seconds(age)
                        + " since this process started: no tenant's work is taken");
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
