package dal.sample.demo;

import dal.sample.http.Endpoints;
import dal.sample.http.Parameters;
import dal.sample.http.TenantRequests;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Duration;

/** {@code /api/demo/slow}. */
public final class SlowEndpoints implements Endpoints {

    private static final long MAX_SECONDS = 20;
    private static final long DEFAULT_SECONDS = 5;

    private final TenantRequests tenants;

    @Inject
    SlowEndpoints(TenantRequests tenants) {
        this.tenants = tenants;
    }

    private record Slept(long seconds) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/demo/slow", tenants.with(SlowService.class, SlowEndpoints::sleep));
    }

    private static void sleep(Context context, SlowService slow) {
        long seconds = Parameters.number(context, "seconds", 0, MAX_SECONDS, DEFAULT_SECONDS);
        slow.sleep(Duration.ofSeconds(seconds));
        context.json(new Slept(seconds));
    }
}
