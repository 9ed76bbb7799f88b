package dal.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Who may take a permit while the one it was offered to is still waking up. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class PassingTest {

    private final ManualTiming timing = new ManualTiming();
    private final AdmissionConfig config = new AdmissionConfig(0, 1, 1000, 250, Duration.ZERO, Duration.ofSeconds(1));

    @BeforeEach
    void letSleep() {
        timing.letSleep();
    }

    @Test
    void aCallerThatIsAwakePassesOneThatSleepsButOnlySoLong() {
        Callers callers = new Callers(new Admission(config, 1, timing));
        Permit held = callers.take("acme");
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        for (int i = 0; i < 5; i++) {
            held.giveBack();
            held = callers.take("acme");
        }
        timing.advance(Offers.PATIENCE);
        held.giveBack();
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        timing.letAwake();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void nobodyIsPassedWhereWakingUpIsQuickBesideTheWork() {
        Callers callers = new Callers(new Admission(config, 1, timing));
        for (int i = 0; i < 2; i++) {
            Permit held = callers.take("acme");
            CompletableFuture<Permit> woken = callers.waiter("globex");
            held.giveBack();
            if (i == 1) {
                assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
            }
            timing.letAwake();
            Permit itsOwn = woken.join();
            timing.letSleep();
            timing.advance(Duration.ofMillis(1));
            itsOwn.giveBack();
        }
    }

    @Test
    void whoeverWasPassedKeepsItsPlace() {
        Callers callers = new Callers(new Admission(config, 1, timing));
        Permit held = callers.take("acme");
        List<CompletableFuture<Permit>> sleepers = List.of(callers.waiter("globex"), callers.waiter("globex"));
        held.giveBack();
        held = callers.take("acme");
        held.giveBack();
        timing.letAwake();
        assertThat(sleepers.getFirst().join()).isNotNull();
        assertThat(sleepers.getLast()).isNotDone();
    }

    @Test
    void aTenantThatHoldsMoreForItsWeightPassesNobody() {
        Callers callers = new Callers(new Admission(config, 3, timing));
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(callers.take("acme"));
        }
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held.getFirst().giveBack();
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        timing.letAwake();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void anOfferThatIsNotTakenGoesToTheNext() {
        Admission admission = new Admission(config, 1, timing);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        CompletableFuture<Permit> late = callers.waiter("globex", Duration.ofMillis(5));
        held.giveBack();
        Permit taken = callers.take("initech");
        timing.advance(Duration.ofMillis(5));
        assertThat(Callers.refusal(late)).isEqualTo(Reason.WAITED_TOO_LONG);
        taken.giveBack();
        callers.take("globex");
        assertThat(admission.held()).isEqualTo(1);
    }

    @Test
    void whoeverIsPassedAfterItsTimeWasOverIsSentAwayAtOnce() {
        Callers callers = new Callers(new Admission(config, 1, timing));
        Permit held = callers.take("acme");
        CompletableFuture<Permit> late = callers.waiter("globex", Duration.ofMillis(5));
        held.giveBack();
        timing.advance(Duration.ofMillis(5));
        callers.take("initech");
        timing.advance(Duration.ZERO);
        assertThat(Callers.refusal(late)).isEqualTo(Reason.WAITED_TOO_LONG);
    }
}
