package dal.sample.stock;

import dal.sample.http.Endpoints;
import dal.sample.http.Parameters;
import dal.sample.http.TenantRequests;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;

/** {@code /api/stock}. */
public final class StockEndpoints implements Endpoints {

    private final TenantRequests tenants;

    @Inject
    StockEndpoints(TenantRequests tenants) {
        this.tenants = tenants;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/stock",
                tenants.with(
                        StockService.class,
                        (context, stock) ->
                                context.json(stock.levels(Parameters.after(context), Parameters.limit(context)))));
        routes.get(
                "/api/stock/{product}",
                tenants.with(
                        StockService.class,
                        (context, stock) -> context.json(stock.level(Parameters.id(context, "product")))));
        routes.post(
                "/api/stock/{product}/receipts",
                tenants.with(
                        StockService.class,
                        (context, stock) -> context.json(stock.receive(
                                Parameters.id(context, "product"), Parameters.body(context, Receipt.class)))));
    }
}
