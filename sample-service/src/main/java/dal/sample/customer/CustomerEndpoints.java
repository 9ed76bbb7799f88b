package dal.sample.customer;

import dal.sample.http.Endpoints;
import dal.sample.http.Parameters;
import dal.sample.http.TenantRequests;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.inject.Inject;

/** {@code /api/customers}. */
public final class CustomerEndpoints implements Endpoints {

    private final TenantRequests tenants;

    @Inject
    CustomerEndpoints(TenantRequests tenants) {
        this.tenants = tenants;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/customers",
                tenants.with(
                        CustomerService.class,
                        (context, customers) ->
                                context.json(customers.list(Parameters.after(context), Parameters.limit(context)))));
        routes.get(
                "/api/customers/{id}",
                tenants.with(
                        CustomerService.class,
                        (context, customers) -> context.json(customers.get(Parameters.id(context, "id")))));
        routes.post("/api/customers", tenants.with(CustomerService.class, CustomerEndpoints::create));
    }

    private static void create(Context context, CustomerService customers) {
        Customer created = customers.create(Parameters.body(context, NewCustomer.class));
        context.status(HttpStatus.CREATED)
                .header("Location", "/api/customers/" + created.id())
                .json(created);
    }
}
