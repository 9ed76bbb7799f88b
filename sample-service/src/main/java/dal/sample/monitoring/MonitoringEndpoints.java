package dal.sample.monitoring;

import dal.sample.http.Endpoints;
import dal.telemetry.health.DatabaseHealth;
import dal.telemetry.health.HealthReports;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;

/** {@code /api/db/health}, {@code /api/admin/monitoring/connections} and {@code /metrics}. */
public final class MonitoringEndpoints implements Endpoints {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String CONNECTIONS = "/api/admin/monitoring/connections/";

    private final HealthReports reports;
    private final PrometheusMeterRegistry metrics;

    @Inject
    MonitoringEndpoints(HealthReports reports, PrometheusMeterRegistry metrics) {
        this.reports = reports;
        this.metrics = metrics;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/db/health", this::health);
        routes.get(CONNECTIONS + "health", context -> context.json(reports.connections()));
        routes.get(CONNECTIONS + "pool", context -> context.json(reports.pools()));
        routes.get(CONNECTIONS + "alerts", context -> context.json(reports.alerts()));
        routes.get("/metrics", context -> context.contentType(PROMETHEUS_TEXT).result(metrics.scrape()));
    }

    /** A load balancer reads the status alone. */
    private void health(Context context) {
        DatabaseHealth health = reports.database();
        context.status(health.ok() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(health);
    }
}
