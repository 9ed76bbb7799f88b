package dal.core.admission;

import static dal.core.admission.Callers.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class AdmissionTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final ManualTiming timing = new ManualTiming();

    private Admission admission(int max) {
        return new Admission(AdmissionConfig.DEFAULT, max, timing);
    }

    @Test
    void givesAsManyPermitsAsThereAre() {
        Admission admission = admission(2);
        Callers callers = new Callers(admission);
        Permit first = callers.take("acme");
        callers.take("acme");
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        first.giveBack();
        callers.take("acme");
        assertThat(admission.held()).isEqualTo(2);
    }

    @Test
    void aPermitGivenBackTwiceCountsOnce() {
        Admission admission = admission(2);
        Callers callers = new Callers(admission);
        Permit first = callers.take("acme");
        callers.take("acme");
        first.giveBack();
        first.giveBack();
        callers.take("acme");
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void anAlarmThatCannotBeSetCostsItsCallerTheTurnAndNobodyElseAnything() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        timing.breakAlarm();
        assertThatThrownBy(() -> admission.take(ACME, 1, Duration.ofSeconds(5))).isInstanceOf(OutOfMemoryError.class);
        assertThat(admission.waiting()).isZero();

        CompletableFuture<Permit> late = callers.waiter("acme");
        timing.advance(LONG);
        assertThatThrownBy(late::join).hasCauseInstanceOf(NotAdmittedException.class);
        CompletableFuture<Permit> next = callers.waiter("globex");
        held.giveBack();
        next.join().giveBack();
        assertThat(admission.held()).isZero();
    }

    /** A hedge goes on with what its read has waited for longer than most. */
    @Test
    void whoHasWaitedElsewhereGoesBeforeThoseOfItsTenantThatWaitedLess() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        CompletableFuture<Permit> oldest = callers.waiter("acme");
        timing.advance(Duration.ofMillis(50));
        CompletableFuture<Permit> young = callers.waiter("acme");
        CompletableFuture<Permit> youngest = callers.waiter("acme");
        CompletableFuture<Permit> hedge = callers.waiter("acme", LONG, Duration.ofMillis(20));
        CompletableFuture<Permit> next = callers.waiter("acme", LONG, Duration.ofMillis(10));
        for (CompletableFuture<Permit> turn : List.of(oldest, hedge, next, young, youngest)) {
            held.giveBack();
            held = turn.join();
        }
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void whatItHasWaitedElsewhereTakesNothingFromOtherTenants() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("initech");
        CompletableFuture<Permit> other = callers.waiter("globex");
        CompletableFuture<Permit> hedge = callers.waiter("acme", LONG, Duration.ofSeconds(1));
        held.giveBack();
        other.join().giveBack();
        assertThat(hedge.join()).isNotNull();
    }

    @Test
    void servesTheCallersOfATenantInTheOrderTheyCame() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        List<CompletableFuture<Permit>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(callers.waiter("acme"));
        }
        for (int i = 0; i < 5; i++) {
            held.giveBack();
            held = waiting.get(i).join();
            assertThat(waiting.subList(i + 1, 5)).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aCallerThatHasWaitedLongEnoughIsToldHowFullItIs() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        callers.take("acme");
        var unused = callers.waiter("globex");
        CompletableFuture<Permit> late = callers.waiter("initech", Duration.ofMillis(5));
        timing.advance(Duration.ofMillis(4));
        assertThat(late).isNotDone();
        timing.advance(Duration.ofMillis(1));
        Refusal why = Callers.why(late);
        assertThat(why.reason()).isEqualTo(Reason.WAITED_TOO_LONG);
        assertThat(why.limit()).isEqualTo(1);
        assertThat(why.held()).isEqualTo(1);
        assertThat(why.waiting()).isEqualTo(1);
        assertThat(why.tenantHeld()).isZero();
        assertThat(why.waited()).isEqualTo(Duration.ofMillis(5));
        assertThat(why.retryAfter()).isPositive();
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void oneAlarmSendsAwayAllThatWaitHoweverManyTheyAre() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        callers.take("acme");
        List<CompletableFuture<Permit>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(callers.waiter("acme", Duration.ofMillis(20)));
            timing.advance(Duration.ofMillis(1));
        }
        assertThat(timing.alarms()).isEqualTo(1);
        timing.advance(Duration.ofMillis(20));
        assertThat(waiting).extracting(Callers::refusal).containsOnly(Reason.WAITED_TOO_LONG);
        assertThat(timing.alarms()).as("while nobody waits").isZero();
    }

    @Test
    void whoeverWaitsForLessThanTheOthersIsSentAwayBeforeThemAndTheyInTime() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        callers.take("acme");
        CompletableFuture<Permit> patient = callers.waiter("acme", Duration.ofMillis(30));
        CompletableFuture<Permit> quick = callers.waiter("acme", Duration.ofMillis(10));
        timing.advance(Duration.ofMillis(10));
        assertThat(Callers.refusal(quick)).isEqualTo(Reason.WAITED_TOO_LONG);
        timing.advance(Duration.ofMillis(19));
        assertThat(patient).isNotDone();
        timing.advance(Duration.ofMillis(1));
        assertThat(Callers.refusal(patient)).isEqualTo(Reason.WAITED_TOO_LONG);
        assertThat(timing.alarms()).isZero();
    }

    @Test
    void sendsEverybodyAwayWhenItIsShutAndAdmitsAgainWhenReopened() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        List<CompletableFuture<Permit>> waiting = List.of(callers.waiter("acme"), callers.waiter("globex"));
        admission.shut();
        assertThat(waiting).extracting(Callers::refusal).containsOnly(Reason.SHUT);
        assertThat(callers.refusal("acme")).isEqualTo(Reason.SHUT);
        held.giveBack();
        assertThat(callers.refusal("acme")).isEqualTo(Reason.SHUT);
        admission.reopen();
        callers.take("acme");
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void anInterruptTakesNoPermitAlong() throws Exception {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit held = callers.take("acme");
        CompletableFuture<Permit> interrupted = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                interrupted.complete(admission.take(ACME, 1, LONG));
            } catch (Exception e) {
                interrupted.completeExceptionally(e);
            }
        });
        while (admission.waiting() == 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<Permit> next = callers.waiter("acme");
        thread.interrupt();
        assertThatThrownBy(interrupted::join).hasCauseInstanceOf(InterruptedException.class);
        assertThat(admission.waiting()).isEqualTo(1);
        held.giveBack();
        next.join().giveBack();
        assertThat(admission.held()).isZero();
    }

    @Test
    void aThreadThatHoldsAPermitNeverWaitsForAnother() throws Exception {
        Admission admission = admission(2);
        Callers callers = new Callers(admission);
        admission.take(ACME, 1, LONG);
        Permit second = admission.take(ACME, 1, LONG);
        assertThatThrownBy(() -> admission.take(ACME, 1, LONG))
                .isInstanceOfSatisfying(NotAdmittedException.class, none -> {
                    assertThat(none.refusal().reason()).isEqualTo(Reason.HELD_BY_CALLER);
                    assertThat(none.refusal().retryAfter()).isZero();
                });
        assertThatThrownBy(() -> admission.take(TenantId.of("globex"), 1, LONG))
                .isInstanceOf(NotAdmittedException.class);
        // Given back elsewhere, it is still this thread's other one.
        var elsewhere = Thread.ofPlatform().start(second::giveBack);
        elsewhere.join();
        callers.take("globex");
        assertThatThrownBy(() -> admission.take(ACME, 1, LONG)).isInstanceOf(NotAdmittedException.class);
    }

    @Test
    void whoHoldsNothingAnyMoreMayWait() throws Exception {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        admission.take(ACME, 1, LONG).giveBack();
        callers.take("acme");
        CompletableFuture<Permit> elsewhere = callers.waiter("acme");
        assertThat(elsewhere).isNotDone();
        assertThatThrownBy(() -> admission.take(ACME, 1, Duration.ZERO))
                .isInstanceOfSatisfying(
                        NotAdmittedException.class,
                        none -> assertThat(none.refusal().reason()).isEqualTo(Reason.WAITED_TOO_LONG));
    }

    @Test
    void growsForThoseWhoWaitAndShrinksAsPermitsComeBack() {
        Admission admission = admission(1);
        Callers callers = new Callers(admission);
        Permit first = callers.take("acme");
        CompletableFuture<Permit> waiting = callers.waiter("acme");
        admission.resize(3);
        Permit second = waiting.join();
        Permit third = callers.take("acme");
        admission.resize(1);
        first.giveBack();
        second.giveBack();
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
        third.giveBack();
        callers.take("acme");
        assertThat(callers.refusal("acme")).isEqualTo(Reason.WAITED_TOO_LONG);
    }

    @Test
    void aTenantThatWantsNothingIsForgottenInTime() {
        Admission admission = admission(4);
        Callers callers = new Callers(admission);
        Permit kept = callers.take("kept");
        for (int i = 0; i < 1_000; i++) {
            callers.take("tenant-" + i).giveBack();
        }
        assertThat(admission.known()).isLessThanOrEqualTo(64);
        kept.giveBack();
        assertThat(admission.held()).isZero();
    }

    @Test
    void noPermitIsLostHoweverTheyAreTaken() throws Exception {
        Admission admission = new Admission(AdmissionConfig.DEFAULT, 3, Timing.SYSTEM);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean odd = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            TenantId tenant = TenantId.of("tenant-" + i % 5);
            int weight = 1 + i % 5;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 2_000; round++) {
                    try {
                        Permit permit = admission.take(tenant, weight, Duration.ofNanos(round * 100L));
                        most.accumulateAndGet(held.incrementAndGet(), Math::max);
                        held.decrementAndGet();
                        permit.giveBack();
                    } catch (NotAdmittedException e) {
                        odd.compareAndSet(false, e.refusal().reason() != Reason.WAITED_TOO_LONG);
                    } catch (InterruptedException e) {
                        // Meant so: it may come at any moment.
                    }
                }
            }));
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            threads.forEach(Thread::interrupt);
            Thread.onSpinWait();
        }
        assertThat(odd).isFalse();
        assertThat(most.get()).isLessThanOrEqualTo(3);
        // What rests for a caller that comes no more is missed in a moment.
        await().until(() -> admission.held() == 0);
        assertThat(admission.waiting()).isZero();
    }
}
