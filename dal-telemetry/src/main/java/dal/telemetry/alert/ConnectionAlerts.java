package dal.telemetry.alert;

import java.util.List;

/**
 * The body of {@code GET /api/admin/monitoring/connections/alerts}.
 *
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param alerts the critical ones first
 */
public record ConnectionAlerts(String timestamp, List<Entry> alerts) {

    public ConnectionAlerts {
        alerts = List.copyOf(alerts);
    }

    /**
     * One alert.
     *
     * @param name stable, for machines
     * @param severity {@code note}, {@code warning} or {@code critical}
     * @param subject what it concerns
     * @param message one sentence for people
     */
    public record Entry(String name, String severity, String subject, String message) {}
}
