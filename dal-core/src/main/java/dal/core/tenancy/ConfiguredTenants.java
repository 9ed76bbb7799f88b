package dal.core.tenancy;

import dal.config.DataAccessConfig;
import dal.config.TenantsConfig;
import dal.spi.TenantCatalog;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The catalog where no other is bound: tenants named in the configuration, and a default class for the rest if there is one. */
public final class ConfiguredTenants implements TenantCatalog {

    private final Map<TenantId, TenantPlacement> placements;
    private final @Nullable TenantPlacement otherwise;

    @Inject
    public ConfiguredTenants(DataAccessConfig config) {
        TenantsConfig tenants = config.tenants();
        this.placements = tenants.classes().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey(), entry -> TenantPlacement.in(entry.getValue())));
        this.otherwise = tenants.defaultClass() == null ? null : TenantPlacement.in(tenants.defaultClass());
    }

    @Override
    public Optional<TenantPlacement> find(TenantId tenant) {
        TenantPlacement named = placements.get(tenant);
        return Optional.ofNullable(named != null ? named : otherwise);
    }
}
