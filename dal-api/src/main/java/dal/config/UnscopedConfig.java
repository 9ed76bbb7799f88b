package dal.config;

import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.util.Objects;

/**
 * A door for work that belongs to no tenant: reports across tenants, jobs, the tenant catalog. It has a name, a role and pools of its own.
 *
 * @param settings its name, cluster, pools and limits; its isolation is {@link TenantIsolation#none()}
 * @param user the role it logs in as
 * @param password that role's password, or {@link Secret#NONE}
 */
public record UnscopedConfig(TenantClassConfig settings, String user, Secret password) {

    public UnscopedConfig {
        Objects.requireNonNull(password, "password");
        if (user.isBlank()) {
            throw new IllegalArgumentException("user: work of no tenant needs a role of its own");
        }
        if (!settings.isolation().equals(TenantIsolation.none())) {
            throw new IllegalArgumentException("Work of no tenant has no isolation");
        }
    }

    /** What it is called. */
    public TenantClassName name() {
        return settings.name();
    }
}
