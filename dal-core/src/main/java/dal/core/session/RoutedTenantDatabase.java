package dal.core.session;

import dal.TenantDatabase;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.tenant.TenantId;

/** A tenant's. */
class RoutedTenantDatabase extends RoutedDatabase implements TenantDatabase {

    private final TenantId tenant;

    RoutedTenantDatabase(Parts parts, TenantId tenant, Freshness freshness) {
        super(parts, new Principal.OfTenant(tenant), freshness);
        this.tenant = tenant;
    }

    @Override
    public final TenantId tenant() {
        return tenant;
    }
}
