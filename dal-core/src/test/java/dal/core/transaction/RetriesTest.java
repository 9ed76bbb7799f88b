package dal.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dal.core.execution.Deadline;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.SerializationFailureException;
import dal.error.StatementFailedException;
import dal.error.TimedOutException;
import dal.transaction.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final RetryPolicy POLICY = new RetryPolicy(5, Duration.ofMillis(10), Duration.ofMillis(35));

    private final List<Duration> slept = new ArrayList<>();
    private long now;
    private double chance = 1;
    private final Pacing pacing = new Pacing(
            () -> now,
            pause -> {
                slept.add(pause);
                now += pause.toNanos();
            },
            () -> chance);

    private static DatabaseException met() {
        return new SerializationFailureException("met another", ErrorContext.NONE, null);
    }

    private Retries retries(RetryPolicy policy, @Nullable Deadline deadline) {
        return new Retries(policy, deadline, pacing);
    }

    private static boolean fails(Retries retries, DatabaseException failure) {
        return retries.repeats(failure, failure);
    }

    @Test
    void areBoundAndWaitLongerEachTime() {
        Retries retries = retries(POLICY, null);
        List<Integer> attempts = new ArrayList<>();
        do {
            attempts.add(retries.attempt());
        } while (fails(retries, met()));
        assertThat(attempts).containsExactly(1, 2, 3, 4, 5);
        assertThat(slept).extracting(Duration::toMillis).containsExactly(10L, 20L, 35L, 35L);
    }

    @Test
    void waitARandomPart() {
        chance = 0.25;
        Retries retries = retries(POLICY, null);
        assertThat(fails(retries, met())).isTrue();
        assertThat(slept).containsExactly(Duration.ofNanos(2_500_000));
    }

    @Test
    void theLastFailureTellsOfThoseBefore() {
        Retries retries = retries(POLICY.withAttempts(3), null);
        List<DatabaseException> failures = List.of(met(), met(), met());
        assertThat(failures).extracting(failure -> fails(retries, failure)).containsExactly(true, true, false);
        assertThat(failures.getLast()).hasSuppressedException(failures.get(0));
        assertThat(failures.getLast()).hasSuppressedException(failures.get(1));
        assertThat(failures.getFirst().getSuppressed()).isEmpty();
    }

    @Test
    void keepNoMoreFailuresThanTellAnything() {
        Retries retries = retries(POLICY.withAttempts(100), null);
        DatabaseException last = met();
        IntStream.range(1, 100).forEach(attempt -> fails(retries, met()));
        assertThat(fails(retries, last)).isFalse();
        assertThat(last.getSuppressed()).hasSize(8);
    }

    @Test
    void neverWaitBeyondTheDeadline() {
        Retries retries = retries(POLICY, Deadline.after(Duration.ofMillis(31), pacing.clock()));
        assertThat(fails(retries, met())).isTrue();
        assertThat(fails(retries, met())).isTrue();
        assertThat(fails(retries, met())).isFalse();
        assertThat(now).isEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void thePolicyOfNoneRepeatsNothing() {
        assertThat(fails(retries(RetryPolicy.none(), null), met())).isFalse();
    }

    @Test
    void onlyWhatTheServerRolledBackForNoFaultOfTheWorkIsRepeated() {
        assertThat(Stream.of(
                        met(),
                        new ConnectionLostException("", ErrorContext.NONE, null),
                        new NodeUnavailableException("", ErrorContext.NONE, null)))
                .allMatch(failure -> fails(retries(POLICY, null), failure));
        assertThat(Stream.of(
                        new CommitOutcomeUnknownException("", ErrorContext.NONE, null),
                        new TimedOutException("", ErrorContext.NONE, null),
                        new StatementFailedException("", ErrorContext.NONE, null)))
                .noneMatch(failure -> fails(retries(POLICY, null), failure));
        assertThat(retries(POLICY, null).repeats(new IllegalStateException(), null))
                .isFalse();
        assertThat(retries(POLICY, null).repeats(new IllegalStateException("by the work", met()), met()))
                .isTrue();
        assertThat(retries(POLICY, null).repeats(new OutOfMemoryError(), met())).isFalse();
    }

    @Test
    void anInterruptEndsThem() {
        try {
            Thread.currentThread().interrupt();
            assertThat(fails(retries(POLICY, null), met())).isFalse();
            assertThat(slept).isEmpty();
            assertThat(Thread.interrupted()).isTrue();
            Pacing interrupted = new Pacing(
                    () -> 0,
                    pause -> {
                        throw new InterruptedException();
                    },
                    () -> 1);
            assertThat(fails(new Retries(POLICY, null, interrupted), met())).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            var unused = Thread.interrupted();
        }
    }
}
