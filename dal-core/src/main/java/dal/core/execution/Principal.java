package dal.core.execution;

import dal.error.ErrorContext;
import dal.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For whom work is done. Neither kind can be had from the other: a tenant's class is looked up in the catalog, which names no door, and a door is made once, with
 * the only class it works in.
 */
public sealed interface Principal {

    /** The tenant; null for work of no tenant. */
    @Nullable
    TenantId tenant();

    /** Under which name it stands in a pool's queue; a door's pools are its own, so it is alone there. */
    TenantId party();

    /** Whose database it is, as messages say it. */
    String owner();

    /** What an error concerns before the class is known. */
    ErrorContext context();

    /** What an error concerns. */
    ErrorContext context(ClassRuntime tenantClass);

    /** The values of the settings that are bound. */
    List<String> settings(ClassRuntime tenantClass);

    /** Whether its work may use that class's connections. */
    boolean mayUse(ClassRuntime tenantClass);

    /** A tenant's work. */
    record OfTenant(TenantId tenant) implements Principal {

        @Override
        public TenantId party() {
            return tenant;
        }

        @Override
        public String owner() {
            return "tenant '" + tenant + "'";
        }

        @Override
        public ErrorContext context() {
            return new ErrorContext(tenant, null, null, null);
        }

        @Override
        public ErrorContext context(ClassRuntime tenantClass) {
            return ErrorContext.of(tenant, tenantClass.config().name());
        }

        @Override
        public List<String> settings(ClassRuntime tenantClass) {
            return tenantClass.binder().values(tenant);
        }

        @Override
        public boolean mayUse(ClassRuntime tenantClass) {
            return !tenantClass.isDoor();
        }
    }

    /** Work of no tenant, through a door. */
    record Unscoped(ClassRuntime door, TenantId party) implements Principal {

        Unscoped(ClassRuntime door) {
            this(door, TenantId.of(door.config().name().value()));
        }

        @Override
        public @Nullable TenantId tenant() {
            return null;
        }

        @Override
        public String owner() {
            return "door '" + door.config().name() + "' for work of no tenant";
        }

        @Override
        public ErrorContext context() {
            return new ErrorContext(null, door.config().name(), null, null);
        }

        @Override
        public ErrorContext context(ClassRuntime tenantClass) {
            return new ErrorContext(null, tenantClass.config().name(), null, null);
        }

        @Override
        public List<String> settings(ClassRuntime tenantClass) {
            return List.of();
        }

        @Override
        public boolean mayUse(ClassRuntime tenantClass) {
            return tenantClass == door;
        }
    }
}
