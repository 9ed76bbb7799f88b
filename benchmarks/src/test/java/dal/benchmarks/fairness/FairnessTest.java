package dal.benchmarks.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.fairness.Fairness.Result;
import dal.config.AdmissionConfig;
import dal.core.admission.Timing;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The simulation finds nothing wrong with the real admission, and what is wrong with broken ones. */
class FairnessTest {

    private static final long SEED = 42;
    private static final int SCENARIOS = 8;

    @Test
    void findsNothingWrongWithTheRealAdmission() throws InterruptedException {
        Result result = run(Door::real);
        assertThat(result.weightError()).isLessThan(0.05);
        assertThat(result.idleWithWaiters()).isZero();
        assertThat(result.idleShare()).isLessThan(0.001);
        assertThat(result.maxWaitInTurns()).isLessThan(40);
    }

    @Test
    void isTheSameEachTime() throws InterruptedException {
        assertThat(Fairness.run(7, 2, Door::real)).isEqualTo(Fairness.run(7, 2, Door::real));
    }

    @Test
    void findsThatALineKnowsNoWeights() throws InterruptedException {
        assertThat(run((config, permits, timing) -> new Line(permits, timing, false))
                        .weightError())
                .isGreaterThan(0.05);
    }

    @Test
    void findsThatWeightsAreForgotten() throws InterruptedException {
        Result result = run((config, permits, timing) -> changed(
                Door.real(config, permits, timing), (door, tenant, weight, limit) -> door.take(tenant, 1, limit)));
        assertThat(result.weightError()).isGreaterThan(0.05);
        assertThat(result.idleWithWaiters()).isZero();
    }

    @Test
    void findsThatWhoeverCameFirstIsServedLast() throws InterruptedException {
        assertThat(run((config, permits, timing) -> new Line(permits, timing, true))
                        .maxWaitInTurns())
                .isGreaterThan(40);
    }

    @Test
    void findsThatMoreIsKeptThanTheReserve() throws InterruptedException {
        assertThat(run((config, permits, timing) ->
                                Door.real(withReserve(config, config.reserve() + 1), permits, timing))
                        .idleWithWaiters())
                .isPositive();
    }

    @Test
    void findsThatAPermitIsLostNowAndThen() throws InterruptedException {
        Result result = run((config, permits, timing) -> {
            AtomicInteger taken = new AtomicInteger();
            return changed(Door.real(config, permits, timing), (door, tenant, weight, limit) -> {
                Runnable permit = door.take(tenant, weight, limit);
                return permit != null && taken.incrementAndGet() % 5_000 == 0 ? () -> {} : permit;
            });
        });
        assertThat(result.idleWithWaiters()).isPositive();
    }

    @Test
    void findsThatNobodyIsWoken() throws InterruptedException {
        Result result = run((config, permits, timing) -> Door.real(config, permits, deaf(timing)));
        assertThat(result.idleWithWaiters()).isPositive();
    }

    private static Result run(Door.Maker maker) throws InterruptedException {
        return Fairness.run(SEED, SCENARIOS, maker);
    }

    private static AdmissionConfig withReserve(AdmissionConfig config, int reserve) {
        return new AdmissionConfig(
                reserve,
                config.maxShare(),
                config.maxWaiting(),
                config.maxWaitingPerTenant(),
                config.delayTarget(),
                config.delayInterval());
    }

    /** Nobody hears it when called, and looks again after a while. */
    private static Timing deaf(Timing timing) {
        return new Timing() {
            @Override
            public long nanoTime() {
                return timing.nanoTime();
            }

            @Override
            public void park(Object blocker) {
                Thread sleeper = Thread.currentThread();
                timing.alarm(Duration.ofMillis(1).toNanos(), () -> timing.wake(sleeper));
                timing.park(blocker);
            }

            @Override
            public void alarm(long nanos, Runnable task) {
                timing.alarm(nanos, task);
            }

            @Override
            public void wake(Thread thread) {}
        };
    }

    private interface Taking {
        @Nullable
        Runnable take(Door door, TenantId tenant, int weight, Duration limit);
    }

    private static Door changed(Door door, Taking taking) {
        return new Door() {
            @Override
            public @Nullable Runnable take(TenantId tenant, int weight, Duration limit) {
                return taking.take(door, tenant, weight, limit);
            }

            @Override
            public void resize(int permits) {
                door.resize(permits);
            }
        };
    }
}
