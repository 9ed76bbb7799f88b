package dal.tenant;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    /**
     * Each tenant has a schema of its own, and statements name their tables without one. The search path holds that schema and nothing else; a tenant whose
     * schema does not exist is refused.
     *
     * @param pattern the schema's name with {@code {tenant}} where the tenant's identifier goes, for example {@code tenant_{tenant}}
     * @throws IllegalArgumentException if the pattern does not hold it once, or holds what no schema's name may
     */
    static TenantIsolation schemaPerTenant(String pattern) {
        return new SchemaPerTenant(pattern, List.of());
    }

    /**
     * The same with schemas that all tenants share, in which a name is looked for where the tenant's own schema does not have it.
     *
     * @param shared names of schemas, as they are, without quotes
     * @throws IllegalArgumentException if the pattern is wrong, or one of the shared names is
     */
    static TenantIsolation schemaPerTenant(String pattern, List<String> shared) {
        return new SchemaPerTenant(pattern, shared);
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

    /** See {@link TenantIsolation#schemaPerTenant(String, List)}. */
    record SchemaPerTenant(String pattern, List<String> shared) implements TenantIsolation {

        private static final String TENANT = "{tenant}";

        /** What PostgreSQL keeps of a name; a longer one would be cut, and two tenants could meet. */
        private static final int MOST_BYTES = 63;

        /** PostgreSQL's own. */
        private static final String SYSTEM_PREFIX = "pg_";

        /** In a search path, quoted or not, it stands for the schema of the role's name. */
        private static final String ROLES_OWN = "$user";

        /** No tenant's. */
        private static final Set<String> COMMON = Set.of("public", "information_schema", ROLES_OWN);

        public SchemaPerTenant {
            Objects.requireNonNull(pattern, "pattern");
            shared = List.copyOf(shared);
            int at = pattern.indexOf(TENANT);
            if (at < 0
                    || pattern.indexOf(TENANT, at + 1) >= 0
                    || pattern.startsWith(SYSTEM_PREFIX)
                    || pattern.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("The pattern of a tenant's schema has to hold {tenant} once, as"
                        + " tenant_{tenant} does, and may not begin with pg_: '" + pattern + "'");
            }
            for (String schema : shared) {
                if (schema.isEmpty()
                        || isTooLong(schema)
                        || schema.startsWith(SYSTEM_PREFIX)
                        || schema.equals(ROLES_OWN)
                        || schema.chars().anyMatch(Character::isISOControl)) {
                    throw new IllegalArgumentException("A shared schema is named by 1 to " + MOST_BYTES
                            + " bytes without control characters that do not begin with pg_ and are not $user: '"
                            + schema + "'");
                }
            }
            if (new HashSet<>(shared).size() < shared.size()) {
                throw new IllegalArgumentException("A shared schema is named twice: " + shared);
            }
        }

        /**
         * The name of a tenant's schema, not quoted. No two tenants have the same.
         *
         * @throws IllegalArgumentException if it would be longer than a name may be in PostgreSQL, 63 bytes, or that of a schema which is no tenant's
         */
        public String schema(TenantId tenant) {
            String schema = pattern.replace(TENANT, tenant.value());
            if (isTooLong(schema)) {
                throw new IllegalArgumentException("The schema '" + schema + "' would have a name of more than "
                        + MOST_BYTES + " bytes, which PostgreSQL would cut");
            }
            if (schema.startsWith(SYSTEM_PREFIX) || COMMON.contains(schema) || shared.contains(schema)) {
                throw new IllegalArgumentException("The schema '" + schema + "' is no tenant's");
            }
            return schema;
        }

        private static boolean isTooLong(String name) {
            return name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
        }
    }
}
