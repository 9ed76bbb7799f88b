package dal.benchmarks.leaks;

import dal.DbConnectionManager;
import dal.core.pool.ConnectionPools;
import dal.core.pool.PooledConnection;
import dal.status.PoolName;
import dal.tenant.TenantId;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.time.Duration;

/** What a data layer with a bug would do. */
final class Broken {

    private Broken() {}

    /** Takes a connection past all that would give it back. */
    static PooledConnection take(Pools pools) throws Exception {
        var unused = pools.session().dsl().selectOne().fetch();
        DbConnectionManager databases = pools.injector().getInstance(DbConnectionManager.class);
        PoolName name = databases.status().pools().getFirst().name();
        return pools.injector()
                .getInstance(ConnectionPools.class)
                .get(name)
                .take(TenantId.of("acme"), 1, Duration.ofSeconds(15), Duration.ZERO, false);
    }

    /** Gives back the connection, and not the permit that goes with it. */
    static void forgetPermit(PooledConnection taken) throws Exception {
        Field pooled = PooledConnection.class.getDeclaredField("pooled");
        pooled.setAccessible(true);
        ((Connection) pooled.get(taken)).close();
    }
}
