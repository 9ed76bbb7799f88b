package dal.core.tenancy;

import dal.config.DataAccessConfig;
import dal.config.TenantsConfig;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import jakarta.inject.Inject;
import java.util.Optional;

/** The catalog where no other is bound: tenants named in the configuration, and a default class for the rest if there is one. */
public final class ConfiguredTenants implements TenantCatalog {

    private final TenantsConfig tenants;

    @Inject
    public ConfiguredTenants(DataAccessConfig config) {
        this.tenants = config.tenants();
    }

    @Override
    public Optional<TenantClassName> find(TenantId tenant) {
        TenantClassName named = tenants.classes().get(tenant);
        return Optional.ofNullable(named != null ? named : tenants.defaultClass());
    }
}
