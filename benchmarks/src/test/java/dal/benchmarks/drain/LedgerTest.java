package dal.benchmarks.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void workNobodyHeardOfAgainIsLost() {
        ledger.read("A rx-1");
        ledger.read("A wx-2");
        ledger.read("D wx-2");
        assertThat(ledger.lost(Set.of("wx-2"))).isEqualTo(1);
    }

    @Test
    void workThatIsNotWhatItWasSaidToBeIsLost() {
        ledger.read("A wx-1");
        ledger.read("D wx-1");
        ledger.read("A wx-2");
        ledger.read("F wx-2 CANCELLED");
        assertThat(ledger.lost(Set.of("wx-1"))).isZero();
        assertThat(ledger.lost(Set.of())).isEqualTo(1);
        assertThat(ledger.lost(Set.of("wx-1", "wx-2"))).isEqualTo(1);
    }

    @Test
    void anOutcomeThatIsSaidToBeUnknownMayBeEither() {
        ledger.read("A wx-1");
        ledger.read("F wx-1 COMMIT_OUTCOME_UNKNOWN");
        assertThat(ledger.lost(Set.of())).isZero();
        assertThat(ledger.lost(Set.of("wx-1"))).isZero();
    }
}
