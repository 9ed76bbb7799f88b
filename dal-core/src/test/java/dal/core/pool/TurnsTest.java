package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dal.core.pool.Turns.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void givesAsManyAsThereAre() throws Exception {
        Turns turns = new Turns(2);
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.GRANTED);
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.GRANTED);
        assertThat(turns.take(Duration.ofMillis(1))).isEqualTo(Answer.TAKEN);
        assertThat(turns.waiting()).isZero();
        turns.giveBack();
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.GRANTED);
    }

    @Test
    void callsThoseWhoWaitInTheOrderTheyCame() throws Exception {
        Turns turns = new Turns(1);
        turns.take(Duration.ZERO);
        BlockingQueue<Integer> called = new LinkedBlockingQueue<>();
        for (int i = 0; i < 5; i++) {
            int place = i;
            waiter(turns, () -> {
                Answer answer = turns.take(LONG);
                called.add(place);
                return answer;
            });
        }
        for (int i = 0; i < 5; i++) {
            turns.giveBack();
            assertThat(called.take()).isEqualTo(i);
        }
    }

    @Test
    void sendsEverybodyAwayWhenItIsShutAndGivesTurnsAgainWhenReopened() throws Exception {
        Turns turns = new Turns(1);
        turns.take(Duration.ZERO);
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(waiter(turns, () -> turns.take(LONG)));
        }
        turns.shut();
        for (CompletableFuture<Answer> answer : waiting) {
            assertThat(answer.get()).isEqualTo(Answer.SHUT);
        }
        assertThat(turns.take(LONG)).isEqualTo(Answer.SHUT);
        turns.giveBack();
        turns.reopen();
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.GRANTED);
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.TAKEN);
    }

    @Test
    void anInterruptTakesNoTurnAlong() throws Exception {
        Turns turns = new Turns(1);
        turns.take(Duration.ZERO);
        CompletableFuture<Thread> who = new CompletableFuture<>();
        CompletableFuture<Answer> interrupted = waiter(turns, () -> {
            who.complete(Thread.currentThread());
            return turns.take(LONG);
        });
        CompletableFuture<Answer> next = waiter(turns, () -> turns.take(LONG));
        who.get().interrupt();
        assertThat(interrupted).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(InterruptedException.class);
        assertThat(turns.waiting()).isEqualTo(1);
        turns.giveBack();
        assertThat(next.get()).isEqualTo(Answer.GRANTED);
    }

    @Test
    void noneIsLostHoweverTheyAreTaken() throws Exception {
        Turns turns = new Turns(3);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Answer>> work = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            CompletableFuture<Answer> done = new CompletableFuture<>();
            work.add(done);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 2_000; round++) {
                    try {
                        if (turns.take(Duration.ofNanos(round * 100L)) == Answer.GRANTED) {
                            most.accumulateAndGet(held.incrementAndGet(), Math::max);
                            held.decrementAndGet();
                            turns.giveBack();
                        }
                    } catch (InterruptedException e) {
                        // Meant so: it may come at any moment.
                    }
                }
                done.complete(Answer.GRANTED);
            }));
        }
        while (work.stream().anyMatch(done -> !done.isDone())) {
            threads.forEach(Thread::interrupt);
            Thread.onSpinWait();
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.GRANTED);
        }
        assertThat(turns.take(Duration.ZERO)).isEqualTo(Answer.TAKEN);
    }

    /** Starts a caller, and returns once it waits. */
    private static CompletableFuture<Answer> waiter(Turns turns, Callable<Answer> work) {
        int before = turns.waiting();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(work.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        await().until(() -> turns.waiting() > before);
        return answer;
    }
}
