package dal.sample.monitoring;

import dal.sample.http.Endpoints;
import dal.telemetry.health.DatabaseHealth;
import dal.telemetry.health.HealthReports;
import dal.telemetry.health.Liveness;
import dal.telemetry.health.Readiness;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;

/** {@code /api/db/health}, {@code /api/health}, what lies below {@code /api/admin/monitoring}, and {@code /metrics}. */
public final class MonitoringEndpoints implements Endpoints {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String CONNECTIONS = "/api/admin/monitoring/connections/";

    private final HealthReports reports;
    private final PrometheusMeterRegistry metrics;
    private final StatementRanking statements;

    @Inject
    MonitoringEndpoints(HealthReports reports, PrometheusMeterRegistry metrics, StatementRanking statements) {
        this.reports = reports;
        this.metrics = metrics;
        this.statements = statements;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/db/health", this::health);
        routes.get(CONNECTIONS + "health", context -> context.json(reports.connections()));
        routes.get(CONNECTIONS + "pool", context -> context.json(reports.pools()));
        routes.get(CONNECTIONS + "alerts", context -> context.json(reports.alerts()));
        routes.get("/api/admin/monitoring/statements", statements::answer);
        routes.get("/api/health/live", this::live);
        routes.get("/api/health/ready", this::ready);
        routes.get("/api/health/deep", context -> context.json(reports.deep()));
        routes.get("/metrics", this::metrics);
    }

    private void live(Context context) {
        Liveness liveness = reports.liveness();
        context.status(status(liveness.alive())).json(liveness);
    }

    private void ready(Context context) {
        Readiness readiness = reports.readiness();
        context.status(status(readiness.ready())).json(readiness);
    }

    private static HttpStatus status(boolean ok) {
        return ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    }

    /** Exemplars are in OpenMetrics alone, for which a scraper asks. */
    private void metrics(Context context) {
        String accepted = context.header("Accept");
        String type =
                accepted != null && accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS_TEXT;
        context.contentType(type).result(metrics.scrape(type));
    }

    /** A load balancer reads the status alone. */
    private void health(Context context) {
        DatabaseHealth health = reports.database();
        context.status(status(health.ok())).json(health);
    }
}
