package dal.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.config.AdmissionConfig;
import dal.core.admission.Refusal.Reason;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A permit is kept for a caller that comes back at once, who is this thread; and nobody is woken for it before that. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class KeepingTest {

    private static final TenantId OWN = TenantId.of("acme");

    /** After which it is known that this thread comes back. */
    private static final int OFTEN = 128;

    /** All of the time that its permit was held. */
    private static final Duration WAKING = Duration.ofNanos(10_000);

    private final ManualTiming timing = new ManualTiming();
    private final AdmissionConfig config = new AdmissionConfig(0, 1, 1000, 250, Duration.ZERO, Duration.ofSeconds(1));
    private final Admission admission = new Admission(config, 1, timing);
    private final Callers callers = new Callers(admission);

    @BeforeEach
    void letSleep() {
        timing.letSleep();
    }

    private static Permit take(Admission some) throws Exception {
        return some.take(OWN, 1, Duration.ZERO);
    }

    /** Comes back so often that the next is kept. */
    private static Permit comeBackOften(Admission some, Permit first) throws Exception {
        Permit held = first;
        for (int i = 0; i < OFTEN; i++) {
            held.giveBack();
            held = take(some);
        }
        return held;
    }

    /** Takes all permits but those, known as one that comes back, while nobody waits and nobody was called. */
    private Permit knownFor(Admission some) throws Exception {
        Callers others = new Callers(some);
        Permit held = take(some);
        CompletableFuture<Permit> woken = others.waiter("globex");
        comeBackOften(some, held).giveBack();
        // It is missed, by whoever comes next, and the other one called.
        timing.advance(Duration.ofNanos(Comebacks.AT_ONCE));
        assertThat(others.refusal("umbrella")).isEqualTo(Reason.WAITED_TOO_LONG);
        timing.advance(WAKING);
        timing.letAwake();
        woken.join().giveBack();
        timing.letSleep();
        // Whatever was set before rings.
        timing.advance(Duration.ofMillis(10));
        return take(some);
    }

    @Test
    void nobodyIsWokenForWhoeverComesBackAtOnce() throws Exception {
        Permit held = take(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held = comeBackOften(admission, held);
        int before = timing.calls();
        assertThat(before).as("while it was not known").isPositive();
        for (int i = 0; i < OFTEN; i++) {
            held.giveBack();
            assertThat(admission.held()).isEqualTo(1);
            held = take(admission);
        }
        assertThat(timing.calls()).isEqualTo(before);
        assertThat(sleeper).isNotDone();
    }

    @Test
    void whoeverStaysAwayIsNotAwaitedForLong() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        int before = timing.calls();
        held.giveBack();
        timing.advance(Turns.LONGEST_REST.minusNanos(1));
        assertThat(timing.calls()).isEqualTo(before);
        timing.advance(Duration.ofMillis(1));
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void whoeverTakesOrGivesBackLaterEndsTheKeeping() throws Exception {
        Admission two = new Admission(config, 2, timing);
        Callers those = new Callers(two);
        Permit other = those.take("initech");
        Permit held = knownFor(two);
        CompletableFuture<Permit> sleeper = those.waiter("globex");
        var unused = those.waiter("globex");
        int before = timing.calls();
        held.giveBack();
        timing.advance(Duration.ofNanos(Comebacks.AT_ONCE));
        assertThat(timing.calls()).isEqualTo(before);
        timing.letAwake();
        other.giveBack();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void nothingIsKeptWhereAnotherOneIsFree() throws Exception {
        Admission two = new Admission(config, 2, timing);
        Callers those = new Callers(two);
        Permit other = those.take("initech");
        Permit held = knownFor(two);
        CompletableFuture<Permit> sleeper = those.waiter("globex");
        held.giveBack();
        timing.letAwake();
        other.giveBack();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void aTurnEnds() throws Exception {
        Permit held = take(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held = comeBackOften(admission, held);
        for (long spent = 0; spent < Turns.LENGTH; spent += Comebacks.AT_ONCE / 2) {
            held.giveBack();
            held = take(admission);
            timing.advance(Duration.ofNanos(Comebacks.AT_ONCE / 2));
        }
        held.giveBack();
        assertThatThrownBy(() -> take(admission)).isInstanceOf(NotAdmittedException.class);
        timing.letAwake();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void nobodyElseMayTakeWhatIsKeptFromOneThatHasWaitedForLong() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        timing.advance(Offers.PATIENCE);
        held.giveBack();
        assertThat(callers.refusal("initech")).isEqualTo(Reason.WAITED_TOO_LONG);
        take(admission);
        assertThat(sleeper).isNotDone();
    }

    /** Else whoever holds one for long would ring an alarm every other millisecond. */
    @Test
    void whoeverHoldsOnForLongIsNotLookedAtAnyMore() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        int alarms = timing.alarms();
        held.giveBack();
        Permit again = take(admission);
        assertThat(timing.alarms()).isEqualTo(alarms + 1);
        timing.advance(Duration.ofMillis(3));
        timing.advance(Duration.ofMillis(3));
        assertThat(timing.alarms()).isEqualTo(alarms);
        timing.letAwake();
        again.giveBack();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void aRestThatBeginsJustBeforeTheAlarmEndsToo() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held.giveBack();
        timing.advance(Turns.LONGEST_REST.minusNanos(1000));
        take(admission).giveBack();
        int before = timing.calls();
        timing.advance(Duration.ofNanos(1000));
        assertThat(timing.calls()).isEqualTo(before);
        timing.advance(Turns.LONGEST_REST);
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void whatAnotherThreadGivesBackDoesNotRest() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held.giveBack();
        Permit again = take(admission);
        timing.letAwake();
        Thread.ofPlatform().start(again::giveBack).join();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void nothingRestsForATenantThatHoldsMore() throws Exception {
        Admission three = new Admission(config, 3, timing);
        Callers those = new Callers(three);
        List<Permit> others = List.of(those.take("initech"), those.take("hooli"));
        Permit held = knownFor(three);
        others.forEach(Permit::giveBack);
        those.take("acme");
        those.take("acme");
        CompletableFuture<Permit> sleeper = those.waiter("globex");
        timing.letAwake();
        held.giveBack();
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void whatIsGivenBackTwiceIsGivenBackOnce() throws Exception {
        Permit held = knownFor(admission);
        var unused = callers.waiter("globex");
        held.giveBack();
        held.giveBack();
        assertThat(admission.held()).isEqualTo(1);
        Permit again = take(admission);
        assertThat(again).as("its own").isSameAs(held);
        assertThat(admission.held()).isEqualTo(1);
    }

    @Test
    void whoeverAsksForAnotherTenantGivesUpItsTurn() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        held.giveBack();
        timing.letAwake();
        assertThatThrownBy(() -> admission.take(TenantId.of("initech"), 1, Duration.ZERO))
                .isInstanceOfSatisfying(
                        NotAdmittedException.class,
                        none -> assertThat(none.refusal().reason()).isEqualTo(Reason.WAITED_TOO_LONG));
        assertThat(sleeper.join()).isNotNull();
    }

    @Test
    void whatRestsIsAnyonesWhereNobodyWaits() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex", Duration.ofNanos(1));
        held.giveBack();
        timing.advance(Duration.ofNanos(1));
        assertThat(Callers.refusal(sleeper)).isEqualTo(Reason.WAITED_TOO_LONG);
        assertThat(callers.take("initech")).isNotNull();
        assertThat(admission.held()).isEqualTo(1);
    }

    @Test
    void whatRestsGoesWhenThePoolIsShutOrMadeSmaller() throws Exception {
        Permit held = knownFor(admission);
        var unused = callers.waiter("globex");
        held.giveBack();
        admission.shut();
        assertThat(admission.held()).isZero();
        assertThatThrownBy(() -> take(admission)).isInstanceOf(NotAdmittedException.class);

        Admission two = new Admission(config, 2, timing);
        Callers those = new Callers(two);
        those.take("initech");
        timing.letSleep();
        Permit one = knownFor(two);
        CompletableFuture<Permit> sleeper = those.waiter("globex");
        one.giveBack();
        timing.letAwake();
        two.resize(1);
        assertThat(two.held()).isEqualTo(1);
        assertThat(sleeper).isNotDone();
    }

    @Test
    void whatIsInUseWhenThePoolIsShutDoesNotRestAnyMore() throws Exception {
        Permit held = knownFor(admission);
        var unused = callers.waiter("globex");
        held.giveBack();
        Permit again = take(admission);
        admission.shut();
        again.giveBack();
        assertThat(admission.held()).isZero();
    }

    /** On the machine's own clock, where a pool is shut while its permits come and go. */
    @Test
    void nothingIsTakenOnceAPoolIsShut() throws Exception {
        for (int round = 0; round < 150; round++) {
            Admission real = new Admission(config, 2, Timing.SYSTEM);
            AtomicBoolean shut = new AtomicBoolean();
            AtomicInteger late = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                TenantId tenant = TenantId.of("tenant-" + i);
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        while (true) {
                            boolean before = shut.get();
                            Permit permit = real.take(tenant, 1, Callers.LONG);
                            if (before) {
                                late.incrementAndGet();
                            }
                            permit.giveBack();
                        }
                    } catch (NotAdmittedException | InterruptedException e) {
                        // It is shut.
                    }
                }));
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            real.shut();
            shut.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(late.get()).as("round %d", round).isZero();
            assertThat(real.held()).isZero();
        }
    }

    /** On the machine's own clock, where rests end while their callers come back. */
    @Test
    void noMorePermitsAreUsedAtOnceThanThereAre() throws Exception {
        int permits = 3;
        Admission real = new Admission(config, permits, Timing.SYSTEM);
        AtomicInteger used = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            TenantId tenant = TenantId.of("tenant-" + i);
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int call = 0; call < 20_000; call++) {
                    Permit permit = taken(real, tenant);
                    most.accumulateAndGet(used.incrementAndGet(), Math::max);
                    used.decrementAndGet();
                    permit.giveBack();
                    if (random.nextInt(500) == 0) {
                        LockSupport.parkNanos(random.nextInt(200_000));
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, permits);
        await().until(() -> real.held() == 0);
        assertThat(real.waiting()).isZero();
    }

    private static Permit taken(Admission from, TenantId tenant) {
        try {
            return from.take(tenant, 1, Callers.LONG);
        } catch (NotAdmittedException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereNoAlarmCanBeSetWhoeverIsNextIsCalledAtOnce() throws Exception {
        Permit held = knownFor(admission);
        CompletableFuture<Permit> sleeper = callers.waiter("globex");
        timing.letAwake();
        timing.breakAlarm();
        assertThatThrownBy(held::giveBack).isInstanceOf(OutOfMemoryError.class);
        assertThat(sleeper.join()).isNotNull();
        assertThat(admission.held()).isEqualTo(1);
    }
}
