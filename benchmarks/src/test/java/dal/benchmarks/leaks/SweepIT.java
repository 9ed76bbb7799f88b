package dal.benchmarks.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.leaks.Sweep.Work;
import dal.core.pool.PooledConnection;
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

    /** Gives its connection back where nothing fails, and only there. */
    private static void leaky(Pools pools) throws Exception {
        PooledConnection taken = Broken.take(pools);
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
            PooledConnection taken = Broken.take(pools);
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
    void aPathThatKeepsItsPermitIsNoticed(TestDatabase database) throws Exception {
        AtomicReference<String> none = new AtomicReference<>("");
        Work forgetful = pools -> {
            if (none.getAndSet("again").isEmpty()) {
                return;
            }
            Broken.forgetPermit(Broken.take(pools));
        };
        try (Sweep sweep = new Sweep("forgetful", forgetful, database.cluster().primary(), MOMENT)) {
            sweep.run();
            assertThat(sweep.leaked().connections()).isZero();
            assertThat(sweep.leaked().permits()).isPositive();
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
