package dal.benchmarks.serializable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Duration TOOK = Duration.ofSeconds(2);

    private final Ledger ledger = new Ledger(300);

    @Test
    void tellsWhatWasDone() {
        ledger.committed(1);
        ledger.committed(2);
        ledger.committed(1);
        ledger.committed(1);
        assertThat(ledger.figures(List.of(50L, 150L, 100L), TOOK))
                .hasToString("sum_drift=0 surfaced_errors=0 attempts_per_commit=1.25 commits_per_s=2.00");
    }

    @Test
    void tellsOfMoneyThatAppearedOrDisappearedAndOfErrors() {
        ledger.committed(1);
        ledger.failed();
        assertThat(ledger.figures(List.of(50L, 150L, 101L), TOOK).toString())
                .startsWith("sum_drift=1 surfaced_errors=1 ");
        assertThat(ledger.figures(List.of(50L, 150L, 90L), TOOK).toString()).startsWith("sum_drift=-10 ");
    }
}
