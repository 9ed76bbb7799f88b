package dal.core.admission;

import static dal.core.admission.Callers.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What tenants that want one pool at one moment get of it. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class SharingTest {

    private final ManualTiming timing = new ManualTiming();

    private Admission admission(int max, int reserve, double maxShare) {
        AdmissionConfig config =
                new AdmissionConfig(reserve, maxShare, 1000, 250, Duration.ZERO, Duration.ofSeconds(1));
        return new Admission(config, max, timing);
    }

    @Test
    void theReserveIsLeftToTenantsThatHoldNone() {
        Callers callers = new Callers(admission(4, 1, 1));
        callers.take("globex").giveBack();
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(callers.take("acme"));
        }
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        CompletableFuture<Permit> next = callers.waiter("acme");
        Permit other = callers.take("globex");
        assertThat(callers.refusal("globex")).isEqualTo(Reason.WAITED_TOO_LONG);
        // What comes back makes up the reserve first.
        held.getFirst().giveBack();
        assertThat(next).isNotDone();
        other.giveBack();
        assertThat(next.join()).isNotNull();
    }

    @Test
    void aTenantThatHoldsNoneIsServedFromTheReserveWhileOthersWait() {
        Callers callers = new Callers(admission(3, 1, 1));
        callers.take("globex").giveBack();
        callers.take("acme");
        callers.take("acme");
        CompletableFuture<Permit> more = callers.waiter("acme");
        callers.take("globex");
        assertThat(more).isNotDone();
    }

    @Test
    void thereIsNoReserveWhereOneTenantIsAlone() {
        Callers callers = new Callers(admission(3, 2, 1));
        for (int i = 0; i < 3; i++) {
            callers.take("acme");
        }
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void thereIsNoReserveInAPoolOfOneAndOneAtLeastBeyondItInOthers() {
        Callers single = new Callers(admission(1, 1, 1));
        single.take("globex").giveBack();
        single.take("acme");
        Callers pair = new Callers(admission(2, 5, 1));
        pair.take("globex").giveBack();
        pair.take("acme");
        assertThat(pair.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        pair.take("globex");
    }

    @Test
    void theShareBindsOnlyWhileOthersWait() {
        Admission admission = admission(4, 0, 0.5);
        Callers callers = new Callers(admission);
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            held.add(callers.take("acme"));
        }
        CompletableFuture<Permit> heavy = callers.start("acme", 1000, LONG);
        while (admission.waiting() == 0) {
            Thread.onSpinWait();
        }
        List<CompletableFuture<Permit>> others = List.of(callers.waiter("globex"), callers.waiter("globex"));
        // By weight alone it would be the heavy one's turn until it holds a thousand times as many.
        held.get(0).giveBack();
        others.get(0).join();
        held.get(1).giveBack();
        Permit second = others.get(1).join();
        assertThat(heavy).isNotDone();
        second.giveBack();
        assertThat(heavy.join()).isNotNull();
    }

    @Test
    void aTenantBeyondItsShareTakesWhatNobodyElseWants() {
        Callers callers = new Callers(admission(4, 0, 0.25));
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            held.add(callers.take("acme"));
        }
        CompletableFuture<Permit> more = callers.waiter("acme");
        held.getFirst().giveBack();
        assertThat(more.join()).isNotNull();
    }

    @Test
    void whoeverHoldsLeastForItsWeightIsNext() {
        Admission admission = admission(4, 0, 1);
        Callers callers = new Callers(admission);
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(callers.take("acme"));
        }
        callers.take("globex");
        CompletableFuture<Permit> acme = callers.waiter("acme");
        CompletableFuture<Permit> globex = callers.waiter("globex");
        held.getFirst().giveBack();
        assertThat(globex.join()).isNotNull();
        assertThat(acme).isNotDone();
    }

    @Test
    void theWeightsAreMetInTurnsOfOnePermit() {
        Admission admission = admission(1, 0, 1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("other");
        List<CompletableFuture<Permit>> heavy = new ArrayList<>();
        List<CompletableFuture<Permit>> light = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int before = admission.waiting();
            heavy.add(callers.start("heavy", 3, LONG));
            light.add(callers.start("light", 1, LONG));
            while (admission.waiting() < before + 2) {
                Thread.onSpinWait();
            }
        }
        for (int i = 0; i < 40; i++) {
            timing.advance(Duration.ofMillis(1));
            held.giveBack();
            held = callers.next(heavy, light);
        }
        assertThat(heavy.stream().filter(CompletableFuture::isDone)).hasSizeBetween(29, 31);
    }

    @Test
    void aTenantThatReturnsIsNotOwedTheTimeItWasAway() {
        Admission admission = admission(2, 0, 1);
        Callers callers = new Callers(admission);
        // Long ago, and briefly.
        Permit brief = callers.take("late");
        List<Permit> held = new ArrayList<>(List.of(callers.take("acme")));
        List<CompletableFuture<Permit>> acme = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            acme.add(callers.waiter("acme"));
        }
        brief.giveBack();
        held.add(callers.next(acme));
        for (int i = 0; i < 10; i++) {
            timing.advance(Duration.ofSeconds(1));
            held.removeFirst().giveBack();
            held.add(callers.next(acme));
        }
        List<CompletableFuture<Permit>> late = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            late.add(callers.waiter("late"));
        }
        for (int i = 0; i < 10; i++) {
            timing.advance(Duration.ofSeconds(1));
            held.removeFirst().giveBack();
            held.add(callers.next(late, acme));
        }
        assertThat(late.stream().filter(CompletableFuture::isDone)).hasSizeBetween(4, 7);
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() {
        AdmissionConfig config = new AdmissionConfig(0, 1, 5, 3, Duration.ZERO, Duration.ofSeconds(1));
        Admission admission = new Admission(config, 1, timing);
        Callers callers = new Callers(admission);
        callers.take("acme");
        List<CompletableFuture<Permit>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(callers.waiter("acme"));
        }
        assertThat(Callers.refusal(callers.start("acme", 1, LONG))).isEqualTo(Reason.TOO_MANY_WAITING);
        var first = callers.waiter("globex");
        var second = callers.waiter("globex");
        // The room is full, and nobody has more in it than the others and one.
        assertThat(Callers.refusal(callers.start("globex", 1, LONG))).isEqualTo(Reason.TOO_MANY_WAITING);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void aFullRoomKeepsNobodyOutWhoHasFewerInIt() {
        AdmissionConfig config = new AdmissionConfig(0, 1, 4, 4, Duration.ZERO, Duration.ofSeconds(1));
        Admission admission = new Admission(config, 1, timing);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        List<CompletableFuture<Permit>> flood = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            flood.add(callers.waiter("acme"));
        }
        CompletableFuture<Permit> victim = callers.start("globex", 1, LONG);
        assertThat(Callers.refusal(flood.getLast())).isEqualTo(Reason.TOO_MANY_WAITING);
        assertThat(admission.waiting()).isEqualTo(4);
        timing.advance(Duration.ofMillis(1));
        held.giveBack();
        assertThat(victim.join()).isNotNull();
    }
}
