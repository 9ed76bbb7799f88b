package dal.core.catalog;

import dal.DbConnectionManager;
import dal.spi.TenantCatalog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Starts the catalog once the manager is made, whose door it reads through; unless another catalog is bound. */
@Singleton
public final class CatalogStart {

    /** @param databases asked for so that it is made before */
    @Inject
    public CatalogStart(TenantCatalog catalog, @SuppressWarnings("unused") DbConnectionManager databases) {
        if (catalog instanceof TableTenants tenants) {
            tenants.start();
        }
    }
}
