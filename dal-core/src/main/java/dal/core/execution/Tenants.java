package dal.core.execution;

import dal.config.DataAccessConfig;
import dal.core.tenancy.TenantBinder;
import dal.error.ErrorContext;
import dal.error.TenantSuspendedException;
import dal.error.UnknownTenantException;
import dal.spi.LocalSetting;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where each tenant lives, and which doors there are for work of none. Asks the catalog every time, so a tenant may move. Thread-safe. */
@Singleton
public final class Tenants {

    private final TenantCatalog catalog;
    private final Map<TenantClassName, ClassRuntime> classes;
    private final Map<TenantClassName, Principal.Unscoped> doors;
    private final boolean schemasPerTenant;

    @Inject
    public Tenants(
            DataAccessConfig config,
            TenantCatalog catalog,
            Set<LocalSetting> settings,
            TenantBinder.Maker binders,
            ReleaseChecks releases) {
        this.catalog = catalog;
        this.classes = config.classes().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        tenantClass -> tenantClass.name(),
                        tenantClass -> new ClassRuntime(
                                tenantClass,
                                binders.make(tenantClass.isolation(), settings),
                                releases.of(tenantClass))));
        this.doors = config.unscoped().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        door -> door.name(),
                        door -> new Principal.Unscoped(ClassRuntime.ofDoor(
                                door,
                                binders.make(door.settings().isolation(), List.of()),
                                releases.of(door.settings())))));
        this.schemasPerTenant = classes.values().stream().anyMatch(ClassRuntime::namesNoSchema);
    }

    /** Whether statements of that work name no schema. Of a tenant that is not known, nothing is: its statements say so. */
    boolean namesNoSchema(Principal principal) {
        return schemasPerTenant
                && principal instanceof Principal.OfTenant(TenantId tenant)
                && catalog.find(tenant)
                        .map(placement -> classes.get(placement.tenantClass()))
                        .filter(ClassRuntime::namesNoSchema)
                        .isPresent();
    }

    ClassRuntime classOf(Principal principal) {
        return switch (principal) {
            case Principal.OfTenant(TenantId tenant) -> classOf(tenant);
            case Principal.Unscoped unscoped -> unscoped.door();
        };
    }

    /** Who works through that door; null if there is none of that name. */
    Principal.@Nullable Unscoped door(TenantClassName name) {
        return doors.get(name);
    }

    private ClassRuntime classOf(TenantId tenant) {
        TenantPlacement placement = catalog.find(tenant).orElse(null);
        if (placement == null) {
            throw new UnknownTenantException(
                    "There is no tenant of that name in the tenant catalog",
                    new ErrorContext(tenant, null, null, null),
                    null);
        }
        TenantClassName name = placement.tenantClass();
        if (placement.suspended()) {
            throw new TenantSuspendedException(
                    "The tenant is suspended in the tenant catalog", ErrorContext.of(tenant, name), null);
        }
        ClassRuntime known = classes.get(name);
        if (known == null) {
            throw new UnknownTenantException(
                    "The tenant catalog puts the tenant in class '" + name + "', which is "
                            + (doors.containsKey(name)
                                    ? "the door of work that belongs to no tenant"
                                    : "not configured"),
                    ErrorContext.of(tenant, name),
                    null);
        }
        return known.ofWeight(placement.weight());
    }

    Collection<ClassRuntime> classes() {
        return classes.values();
    }
}
