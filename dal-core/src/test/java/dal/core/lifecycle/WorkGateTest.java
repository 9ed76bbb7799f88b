package dal.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dal.core.testkit.Layer;
import dal.error.ErrorContext;
import dal.error.ShuttingDownException;
import dal.status.LifecycleState;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkGateTest {

    private final WorkGate gate = new WorkGate(Layer.config());

    @Test
    void countsWhatIsInside() throws Exception {
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.enter(Layer.UNBOUND, ErrorContext.NONE);
        assertThat(gate.inside()).isEqualTo(2);
        gate.leave(Layer.BOUND);
        gate.leave(Layer.UNBOUND);
        assertThat(gate.inside()).isZero();
        assertThat(gate.awaitEmpty(0, () -> false)).isTrue();
    }

    @Test
    void refusesAndCountsOnceClosed() {
        gate.close();
        assertThatExceptionOfType(ShuttingDownException.class)
                .isThrownBy(() -> gate.enter(Layer.BOUND, ErrorContext.NONE));
        assertThat(gate.inside()).isZero();
        assertThat(Objects.requireNonNull(gate.counts().get(Layer.BOUND)).refused())
                .isEqualTo(1);
        assertThat(gate.refused()).isEqualTo(1);
        gate.turnedAway(new Object(), Layer.UNBOUND);
        assertThat(gate.refused()).isEqualTo(2);
    }

    @Test
    void waitsUntilTheLastHasLeft() throws Exception {
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.moveTo(LifecycleState.DRAINING);
        assertThat(gate.awaitEmpty(1, () -> false)).isFalse();
        CompletableFuture<Boolean> empty = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                empty.complete(gate.awaitEmpty(Duration.ofSeconds(20).toNanos(), () -> false));
            } catch (InterruptedException e) {
                empty.completeExceptionally(e);
            }
        });
        gate.leave(Layer.BOUND);
        assertThat(empty.join()).isTrue();
        waiting.join();
    }

    @Test
    void countsWhatEndsOnceTheShutdownHasBegunHoweverLateItCame() {
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.leave(Layer.BOUND);
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.moveTo(LifecycleState.DRAINING);
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.leave(Layer.BOUND);
        gate.leave(Layer.BOUND);
        assertThat(Objects.requireNonNull(gate.counts().get(Layer.BOUND)).ended())
                .isEqualTo(2);
    }

    @Test
    void waitsForNothingOfAThreadThatWaitsItself() throws Exception {
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        gate.begins("block");
        gate.moveTo(LifecycleState.DRAINING);
        assertThat(gate.awaitEmpty(1, () -> false)).isFalse();
        gate.setAsideOwn();
        assertThat(gate.awaitEmpty(1, () -> false)).isTrue();
        gate.enter(Layer.BOUND, ErrorContext.NONE);
        assertThat(gate.awaitEmpty(1, () -> false)).isFalse();
    }

    @Test
    void knowsOnlyTheClassesConfigured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate.enter(TenantClassName.of("other"), ErrorContext.NONE));
    }
}
