package dal.sample.catalogue;

import dal.sample.http.Endpoints;
import dal.sample.http.Parameters;
import dal.sample.http.TenantRequests;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;

/** {@code /api/products}. */
public final class CatalogueEndpoints implements Endpoints {

    private final TenantRequests tenants;

    @Inject
    CatalogueEndpoints(TenantRequests tenants) {
        this.tenants = tenants;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/products",
                tenants.with(
                        CatalogueService.class,
                        (context, catalogue) -> context.json(catalogue.search(
                                Parameters.text(context, "search"),
                                Parameters.after(context),
                                Parameters.limit(context)))));
        routes.get(
                "/api/products/{id}",
                tenants.with(
                        CatalogueService.class,
                        (context, catalogue) -> context.json(catalogue.get(Parameters.id(context, "id")))));
    }
}
