package dal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.ReadOptions;
import dal.consistency.Consistency;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionOptionsTest {

    @Test
    void areReadWriteInTheServersDefaultIsolationUnlessSaidOtherwise() {
        assertThat(TransactionOptions.defaults()).isEqualTo(new TransactionOptions(null, false, null, null));
        assertThat(ReadOptions.defaults()).isEqualTo(new ReadOptions(null, null));
    }

    @Test
    void areChangedOneByOneWithoutForgettingTheOthers() {
        TransactionOptions options = TransactionOptions.defaults()
                .withIsolation(Isolation.REPEATABLE_READ)
                .asReadOnly()
                .withTimeout(Duration.ofSeconds(3))
                .withConsistency(Consistency.strong());

        assertThat(options)
                .isEqualTo(new TransactionOptions(
                        Isolation.REPEATABLE_READ, true, Duration.ofSeconds(3), Consistency.strong()));
        assertThat(ReadOptions.defaults().withTimeout(Duration.ofSeconds(1)).withConsistency(Consistency.eventual()))
                .isEqualTo(new ReadOptions(Consistency.eventual(), Duration.ofSeconds(1)));
    }

    @Test
    void consistencyIsForReadOnlyTransactions() {
        assertThatThrownBy(() -> TransactionOptions.defaults().withConsistency(Consistency.eventual()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void aTimeoutIsAtLeastAMillisecond() {
        for (Duration tooShort : new Duration[] {Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1)}) {
            assertThatThrownBy(() -> TransactionOptions.defaults().withTimeout(tooShort))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ReadOptions.defaults().withTimeout(tooShort))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isolationIsSpeltAsSqlDoes() {
        assertThat(Isolation.values())
                .extracting(Isolation::sql)
                .containsExactly("read uncommitted", "read committed", "repeatable read", "serializable");
    }
}
