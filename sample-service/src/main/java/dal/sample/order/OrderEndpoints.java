package dal.sample.order;

import dal.sample.http.Endpoints;
import dal.sample.http.Parameters;
import dal.sample.http.TenantRequests;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.inject.Inject;

/** {@code /api/orders}, and the orders of a customer. */
public final class OrderEndpoints implements Endpoints {

    private final TenantRequests tenants;

    @Inject
    OrderEndpoints(TenantRequests tenants) {
        this.tenants = tenants;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/api/orders", tenants.with(OrderService.class, OrderEndpoints::place));
        routes.get(
                "/api/orders/{id}",
                tenants.with(
                        OrderService.class,
                        (context, orders) -> context.json(orders.get(Parameters.id(context, "id")))));
        routes.get(
                "/api/customers/{id}/orders",
                tenants.with(
                        OrderService.class,
                        (context, orders) ->
                                context.json(orders.recent(Parameters.id(context, "id"), Parameters.limit(context)))));
    }

    private static void place(Context context, OrderService orders) {
        Order placed = orders.place(Parameters.body(context, NewOrder.class));
        context.status(HttpStatus.CREATED)
                .header("Location", "/api/orders/" + placed.id())
                .json(placed);
    }
}
