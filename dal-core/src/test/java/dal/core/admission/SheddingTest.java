package dal.core.admission;

import static dal.core.admission.Callers.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Calls that are refused since their tenant's queue does not get shorter. Targets of 100 ms over a second. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class SheddingTest {

    private final ManualTiming timing = new ManualTiming();
    private final Admission admission = new Admission(
            new AdmissionConfig(0, 1, 1000, 250, Duration.ofMillis(100), Duration.ofSeconds(1)), 1, timing);
    private final Callers callers = new Callers(admission);
    private final Deque<CompletableFuture<Permit>> flood = new ArrayDeque<>();
    private Permit held = callers.take("flood");

    /** So many calls are served one after the other, each 60 ms, while two come for each. */
    private void overload(int calls) {
        for (int i = 0; i < calls; i++) {
            flood.add(callers.waiter("flood"));
            flood.add(callers.waiter("flood"));
            timing.advance(Duration.ofMillis(60));
            serve();
        }
    }

    private void serve() {
        held.giveBack();
        held = callers.next(new ArrayList<>(flood));
    }

    private List<Reason> refused() {
        return flood.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(Callers::refusal)
                .toList();
    }

    @Test
    void aQueueThatStaysLongForAnIntervalIsCut() {
        overload(15);
        assertThat(refused()).isEmpty();
        overload(10);
        assertThat(refused()).isNotEmpty().containsOnly(Reason.SHED);
        assertThat(admission.waiting())
                .as("what waits no longer than the target")
                .isLessThanOrEqualTo(4);
    }

    /** It waits for a moment, where those behind it wait for long. */
    @Test
    void whoGoesBeforeOthersDoesNotKeepThemFromBeingCut() {
        for (int i = 0; i < 30; i++) {
            overload(1);
            CompletableFuture<Permit> hedge = callers.waiter("flood", LONG, LONG);
            held.giveBack();
            held = hedge.join();
        }
        assertThat(refused()).isNotEmpty().containsOnly(Reason.SHED);
    }

    @Test
    void nothingIsSaidToBeKeptWhereAPermitJustCameBack() {
        overload(25);
        assertThat(flood.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .map(Callers::why)
                        .filter(refusal -> refusal.held() < refusal.limit()))
                .isNotEmpty()
                .noneMatch(Refusal::keepsSome);
    }

    @Test
    void aCallThatComesWhileCallsAreShedWaitsNoLongerThanTheTarget() {
        overload(25);
        CompletableFuture<Permit> late = callers.waiter("flood");
        timing.advance(Duration.ofMillis(99));
        assertThat(late).isNotDone();
        timing.advance(Duration.ofMillis(1));
        assertThat(Callers.refusal(late)).isEqualTo(Reason.SHED);
    }

    @Test
    void anotherTenantsCallIsNotShedHoweverLongItWaits() {
        overload(25);
        CompletableFuture<Permit> victim = callers.waiter("victim");
        timing.advance(Duration.ofMillis(500));
        assertThat(victim).isNotDone();
        held.giveBack();
        assertThat(victim.join()).isNotNull();
    }

    @Test
    void sheddingEndsWithTheQueue() {
        overload(25);
        while (admission.waiting() > 0) {
            timing.advance(Duration.ofMillis(1));
            serve();
        }
        CompletableFuture<Permit> late = callers.waiter("flood");
        timing.advance(Duration.ofMillis(300));
        assertThat(late).isNotDone();
    }

    @Test
    void aBurstIsServedHoweverLongItTakes() {
        for (int i = 0; i < 20; i++) {
            flood.add(callers.waiter("flood"));
        }
        for (int i = 0; i < 15; i++) {
            timing.advance(Duration.ofMillis(60));
            serve();
        }
        assertThat(refused()).isEmpty();
    }
}
