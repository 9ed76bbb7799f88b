package dal.transaction;

import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dal.ReadOptions;
import dal.consistency.Consistency;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TransactionOptionsTest {

    private static final List<UnaryOperator<TransactionOptions>> CHANGES = List.of(
            options -> options.withIsolation(Isolation.SERIALIZABLE),
            options -> options.withTimeout(Duration.ofSeconds(1)),
            options -> options.withTransactionTimeout(Duration.ofSeconds(2)),
            options -> options.withIdleTimeout(Duration.ofSeconds(3)),
            options -> options.withName("transfer"),
            TransactionOptions::nested,
            options -> options.withRetry(RetryPolicy.none()));

    @Test
    void areReadWriteInTheServersDefaultIsolationUnlessSaidOtherwise() {
        assertThat(defaults())
                .isEqualTo(new TransactionOptions(
                        null,
                        false,
                        false,
                        null,
                        new TransactionLimits(null, null, null),
                        null,
                        Propagation.JOIN,
                        null,
                        null));
        assertThat(ReadOptions.defaults()).isEqualTo(new ReadOptions(null, null));
    }

    @Test
    void areChangedOneByOneWithoutForgettingTheOthers() {
        TransactionOptions options = defaults();
        for (UnaryOperator<TransactionOptions> change : CHANGES) {
            options = change.apply(options);
        }
        TransactionOptions writing = options.resolvingOutcome();
        TransactionLimits limits =
                new TransactionLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));

        assertThat(writing)
                .isEqualTo(new TransactionOptions(
                        Isolation.SERIALIZABLE,
                        false,
                        false,
                        null,
                        limits,
                        "transfer",
                        Propagation.NESTED,
                        RetryPolicy.none(),
                        Duration.ofSeconds(10)));
        for (UnaryOperator<TransactionOptions> change : CHANGES) {
            assertThat(change.apply(writing)).as("a change once more").isEqualTo(writing);
        }
        assertThat(options.asReadOnly().withConsistency(Consistency.strong()).asDeferrable())
                .isEqualTo(new TransactionOptions(
                        Isolation.SERIALIZABLE,
                        true,
                        true,
                        Consistency.strong(),
                        limits,
                        "transfer",
                        Propagation.NESTED,
                        RetryPolicy.none(),
                        null));
        assertThat(defaults().requiresNew().propagation()).isEqualTo(Propagation.REQUIRES_NEW);
        assertThat(ReadOptions.defaults().withTimeout(Duration.ofSeconds(1)).withConsistency(Consistency.eventual()))
                .isEqualTo(new ReadOptions(Consistency.eventual(), Duration.ofSeconds(1)));
    }

    @Test
    void areRefusedWhereTheyContradictEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults().withConsistency(Consistency.eventual()))
                .withMessageContaining("read-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults().asReadOnly().resolvingOutcome())
                .withMessageContaining("read-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults().asDeferrable().withIsolation(Isolation.REPEATABLE_READ))
                .withMessageContaining("serializable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransactionOptions(
                        Isolation.SERIALIZABLE,
                        false,
                        true,
                        null,
                        TransactionLimits.NONE,
                        null,
                        Propagation.JOIN,
                        null,
                        null))
                .withMessageContaining("deferrable");
    }

    @Test
    void everyTimeoutIsAtLeastAMillisecond() {
        for (Duration tooShort : new Duration[] {Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> defaults().withTimeout(tooShort));
            assertThatIllegalArgumentException().isThrownBy(() -> defaults().withTransactionTimeout(tooShort));
            assertThatIllegalArgumentException().isThrownBy(() -> defaults().withIdleTimeout(tooShort));
            assertThatIllegalArgumentException().isThrownBy(() -> defaults().resolvingOutcome(tooShort));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReadOptions.defaults().withTimeout(tooShort));
        }
    }

    @Test
    void aNameIsOneThatEveryServerShowsAsItIs() {
        for (String bad : new String[] {"", " ", "a".repeat(64), "gr\u00fcn", "two\nlines"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> defaults().withName(bad));
        }
        assertThat(defaults().withName("a".repeat(63)).name()).hasSize(63);
    }

    @Test
    void isRepeatedByDefaultAboveReadCommittedOnly() {
        assertThat(defaults().retryPolicy()).isEqualTo(RetryPolicy.none());
        assertThat(defaults().withIsolation(Isolation.READ_UNCOMMITTED).retryPolicy())
                .isEqualTo(RetryPolicy.none());
        assertThat(defaults().withIsolation(Isolation.READ_COMMITTED).retryPolicy())
                .isEqualTo(RetryPolicy.none());
        assertThat(defaults().withIsolation(Isolation.REPEATABLE_READ).retryPolicy())
                .isEqualTo(RetryPolicy.usual());
        assertThat(defaults().withIsolation(Isolation.SERIALIZABLE).retryPolicy())
                .isEqualTo(RetryPolicy.usual());
        assertThat(defaults()
                        .withIsolation(Isolation.SERIALIZABLE)
                        .withRetry(RetryPolicy.none())
                        .retryPolicy())
                .isEqualTo(RetryPolicy.none());
    }

    @Test
    void aRetryPolicyHasABoundAndWaitsThatGrow() {
        assertThat(RetryPolicy.usual()).isEqualTo(new RetryPolicy(12, Duration.ofMillis(5), Duration.ofMillis(500)));
        assertThat(RetryPolicy.usual().withAttempts(3).withBackoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isEqualTo(new RetryPolicy(3, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.usual().withAttempts(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.usual().withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.usual().withBackoff(Duration.ofMillis(-1), Duration.ofSeconds(1)));
    }

    @Test
    void isolationIsSpeltAsSqlDoes() {
        assertThat(Isolation.values())
                .extracting(Isolation::sql)
                .containsExactly("read uncommitted", "read committed", "repeatable read", "serializable");
    }
}
