package dal.tenant;

import java.util.Objects;
import java.util.regex.Pattern;

/** How the tenants of one class are kept apart inside their database. */
public sealed interface TenantIsolation {

    /** No tenant is bound: the class has one tenant, or its statements name the tenant themselves. */
    static TenantIsolation none() {
        return None.INSTANCE;
    }

    /**
     * The tenant is bound to a setting that row-level security policies compare with, for example {@code app.tenant_id} and {@code tenant_id =
     * current_setting('app.tenant_id')}.
     *
     * @param setting a PostgreSQL custom setting: two or more names joined by dots
     * @throws IllegalArgumentException if it is not
     */
    static TenantIsolation rowLevelSecurity(String setting) {
        return new RowLevelSecurity(setting);
    }

    /** See {@link TenantIsolation#none()}. */
    enum None implements TenantIsolation {
        INSTANCE
    }

    /** See {@link TenantIsolation#rowLevelSecurity(String)}. */
    record RowLevelSecurity(String setting) implements TenantIsolation {

        private static final Pattern CUSTOM_SETTING = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)+");

        public RowLevelSecurity {
            Objects.requireNonNull(setting, "setting");
            if (!CUSTOM_SETTING.matcher(setting).matches()) {
                throw new IllegalArgumentException("The setting of row-level security has to be a custom one such as "
                        + "app.tenant_id (lower case, with a dot), not '" + setting + "'");
            }
        }
    }
}
