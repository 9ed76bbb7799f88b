package dal.benchmarks.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.leaks.Pools.Leaked;
import dal.core.lifecycle.WorkGate;
import dal.error.ErrorContext;
import dal.tenant.TenantClassName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The run with random faults notices whoever leaves something behind, once is enough. */
@PostgresTest
class RandomFaultsIT {

    private static final int THREADS = 3;
    private static final int OPERATIONS = 300;

    private final AtomicBoolean once = new AtomicBoolean(true);

    private static RandomFaults run(TestDatabase database, RandomFaults.Work work, Duration moment) {
        return new RandomFaults(database.cluster().primary(), work, THREADS, moment);
    }

    /** Sound work, but for the one time that something else is done. */
    private RandomFaults.Work but(Bug bug) {
        return (pools, worker, fails, random) -> {
            if (once.getAndSet(false)) {
                bug.happens(pools);
            }
            var unused = pools.session().dsl().selectOne().fetch();
        };
    }

    private Leaked leftBy(TestDatabase database, Bug bug) throws InterruptedException {
        return run(database, but(bug), Duration.ofMillis(50)).run(OPERATIONS, Long.MAX_VALUE / 2 + System.nanoTime());
    }

    /** Goes wrong. */
    @FunctionalInterface
    private interface Bug {
        void happens(Pools pools) throws Exception;
    }

    @Test
    void aConnectionThatIsNotGivenBackIsNoticed(TestDatabase database) throws Exception {
        Leaked left = leftBy(database, pools -> {
            var unused = Broken.take(pools);
        });
        assertThat(left.connections()).isEqualTo(1);
    }

    @Test
    void aPermitThatIsForgottenIsNoticed(TestDatabase database) throws Exception {
        Leaked left = leftBy(database, pools -> Broken.forgetPermit(Broken.take(pools)));
        assertThat(left.permits()).isEqualTo(1);
    }

    @Test
    void workThatNeverLeavesTheGateIsNoticed(TestDatabase database) throws Exception {
        Leaked left = leftBy(
                database,
                pools -> pools.injector()
                        .getInstance(WorkGate.class)
                        .enter(TenantClassName.of("bound"), ErrorContext.NONE));
        assertThat(left.permits()).isEqualTo(1);
    }

    @Test
    void soundWorkLeavesNothingThoughItsCallsFail(TestDatabase database) throws Exception {
        once.set(false);
        RandomFaults run = run(database, but(pools -> {}), Duration.ofSeconds(5));
        Leaked left = run.run(10 * OPERATIONS, Long.MAX_VALUE / 2 + System.nanoTime());
        assertThat(left).isEqualTo(Leaked.NOTHING);
        assertThat(run.operations()).isGreaterThanOrEqualTo(10 * OPERATIONS);
        assertThat(run.faults()).isPositive();
    }
}
