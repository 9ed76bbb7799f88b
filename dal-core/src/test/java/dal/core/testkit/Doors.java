package dal.core.testkit;

import dal.cluster.ClusterName;
import dal.config.DataAccessConfig;
import dal.config.PoolConfig;
import dal.config.PoolsConfig;
import dal.config.Secret;
import dal.config.TenantClassConfig;
import dal.config.UnscopedConfig;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Doors of work that belongs to no tenant, and the roles that stand behind them. */
public final class Doors {

    public static final TenantClassName REPORTS = TenantClassName.of("reports");

    private Doors() {}

    /** The role of a door, which sees every tenant's rows. To be {@link #drop dropped} with the database. */
    public static Login role(TestDatabase database, TenantClassName door) {
        Login login = new Login(database.name() + "_" + door, "of-" + door);
        database.execute("""
                create role %1$s login nosuperuser bypassrls password '%2$s';
                grant usage on schema public to %1$s;
                grant select, insert, update, delete on all tables in schema public to %1$s;
                """.formatted(login.user(), login.password()));
        return login;
    }

    public static void drop(TestDatabase database, Login role) {
        database.execute("drop owned by %1$s; drop role %1$s".formatted(role.user()));
    }

    /** With a door of two connections, open to that role. */
    public static DataAccessConfig add(DataAccessConfig config, TenantClassName door, Login login) {
        PoolConfig pool = PoolConfig.DEFAULT.withSize(2, 0);
        Map<TenantClassName, UnscopedConfig> doors = new LinkedHashMap<>(config.unscoped());
        ClusterName cluster = config.clusters().keySet().iterator().next();
        TenantClassConfig settings = new TenantClassConfig(
                door,
                cluster,
                TenantIsolation.none(),
                new PoolsConfig(pool, pool, pool),
                Consistency.eventual(),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ZERO,
                false);
        doors.put(door, new UnscopedConfig(settings, login.user(), Secret.of(login.password())));
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                config.classes(),
                config.tenants(),
                config.monitor(),
                config.routing(),
                doors,
                config.budget(),
                config.shutdown());
    }
}
