package dal.benchmarks.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dal.DbConnectionManager;
import dal.benchmarks.leaks.Sweep.Work;
import dal.core.pool.ConnectionPools;
import dal.core.pool.PooledConnection;
import dal.status.PoolName;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The sweep notices whoever leaves something behind. */
@PostgresTest
class SweepIT {

    private static final Duration MOMENT = Duration.ofMillis(50);

    private static PooledConnection take(Pools pools) throws Exception {
        var unused = pools.session().dsl().selectOne().fetch();
        DbConnectionManager databases = pools.injector().getInstance(DbConnectionManager.class);
        PoolName name = databases.status().pools().getFirst().name();
        return pools.injector()
                .getInstance(ConnectionPools.class)
                .get(name)
                .take(TenantId.of("acme"), 1, Duration.ofSeconds(15), false);
    }

    /** Gives its connection back where nothing fails, and only there. */
    private static void leaky(Pools pools) throws Exception {
        PooledConnection taken = take(pools);
        Connection raw = taken.raw();
        try (Statement statement = raw.createStatement()) {
            statement.execute("select 1");
        }
        taken.giveBack();
    }

    @Test
    void aPathThatKeepsItsConnectionAfterAFailureIsNoticed(TestDatabase database) throws Exception {
        try (Sweep sweep = new Sweep("leaky", SweepIT::leaky, database.cluster().primary(), MOMENT)) {
            sweep.run();
            assertThat(sweep.leaked().connections()).isPositive();
        }
    }

    @Test
    void aPathThatLeavesItsTransactionOpenIsNoticed(TestDatabase database) throws Exception {
        AtomicReference<String> none = new AtomicReference<>("");
        Work dirty = pools -> {
            PooledConnection taken = take(pools);
            try {
                if (none.getAndSet("again").isEmpty()) {
                    return;
                }
                taken.raw().setAutoCommit(false);
            } finally {
                taken.giveBack();
            }
        };
        try (Sweep sweep = new Sweep("dirty", dirty, database.cluster().primary(), MOMENT)) {
            sweep.run();
            assertThat(sweep.leaked().connections()).isPositive();
        }
    }

    @Test
    void aPathThatClosesWhatItOpensLeavesNothing(TestDatabase database) throws Exception {
        Work careful = pools -> pools.session().dsl().selectOne().fetch();
        try (Sweep sweep = new Sweep("careful", careful, database.cluster().primary(), MOMENT.multipliedBy(100))) {
            sweep.run();
            assertThat(sweep.points()).isGreaterThan(60);
            assertThat(sweep.leaked()).isEqualTo(Pools.Leaked.NOTHING);
        }
    }
}
