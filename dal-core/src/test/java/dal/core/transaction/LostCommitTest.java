package dal.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.core.connection.TransactionIdentity;
import dal.core.transaction.LostCommit.Answer;
import dal.core.transaction.LostCommit.Fate;
import dal.error.CommitOutcomeUnknownException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import dal.error.ShuttingDownException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LostCommitTest {

    private static final NodeName NODE = NodeName.of("primary");
    private static final String TIMELINE = "00000003";
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final CommitOutcomeUnknownException unknown =
            new CommitOutcomeUnknownException("lost", ErrorContext.NONE, null);
    private final Deque<Supplier<Answer>> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private long now;

    private Fate fate() {
        Pacing pacing = new Pacing(() -> now, pause -> now += pause.toNanos(), () -> 1);
        return new LostCommit(new TransactionIdentity("815", TIMELINE), NODE, pacing)
                .fate(
                        LIMIT,
                        (id, until) -> {
                            asked.add(id);
                            Supplier<Answer> next =
                                    answers.size() > 1 ? answers.remove() : Objects.requireNonNull(answers.peek());
                            return next.get();
                        },
                        unknown);
    }

    private void says(@Nullable String status) {
        answers.add(() -> new Answer(status, TIMELINE, NODE));
    }

    @Test
    void isWhatTheServerSays() {
        says("committed");
        assertThat(fate()).isEqualTo(Fate.COMMITTED);
        answers.clear();
        says("aborted");
        assertThat(fate()).isEqualTo(Fate.ROLLED_BACK);
        assertThat(asked).containsExactly("815", "815");
    }

    @Test
    void isAskedForAgainWhileItIsInProgress() {
        says("in progress");
        says("in progress");
        says("committed");
        assertThat(fate()).isEqualTo(Fate.COMMITTED);
        assertThat(asked).hasSize(3);
        assertThat(now).isPositive();
    }

    @Test
    void staysUnknownIfItIsInProgressForTooLong() {
        says("in progress");
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(Duration.ofNanos(now)).isLessThanOrEqualTo(LIMIT);
        assertThat(asked).hasSizeBetween(5, 50);
    }

    @Test
    void isUnknownOnceAnotherNodeOrAnotherTimelineAnswers() {
        answers.add(() -> new Answer("committed", "00000004", NODE));
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
        answers.clear();
        answers.add(() -> new Answer("committed", TIMELINE, NodeName.of("another")));
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
    }

    @Test
    void isUnknownIfTheServerHasForgotten() {
        says(null);
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(asked).hasSize(1);
    }

    @Test
    void isAskedForAgainWhileTheServerIsNotThere() {
        NodeUnavailableException away = new NodeUnavailableException("away", ErrorContext.NONE, null);
        answers.add(() -> {
            throw away;
        });
        says("committed");
        assertThat(fate()).isEqualTo(Fate.COMMITTED);
        answers.clear();
        answers.add(() -> {
            throw away;
        });
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(unknown).hasSuppressedException(away);
    }

    @Test
    void isNotAskedForAgainWhereThatIsOfNoUse() {
        answers.add(() -> {
            throw new ShuttingDownException("draining", ErrorContext.NONE, null);
        });
        assertThat(fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(asked).hasSize(1);
    }
}
