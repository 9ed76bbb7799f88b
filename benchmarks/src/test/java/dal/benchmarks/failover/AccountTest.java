package dal.benchmarks.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.failover.Account.Audit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {

    private final Account account = new Account();

    @Test
    void aWriteThatIsAcknowledgedAndThereOnceIsClean() {
        account.told(1, 1, Fate.ACKNOWLEDGED);
        account.told(2, 2, Fate.ACKNOWLEDGED);
        assertThat(account.audit(Map.of(1L, new int[] {1, 0}, 2L, new int[] {1, 1})))
                .isEqualTo(Audit.CLEAN);
    }

    @Test
    void anAcknowledgedWriteThatIsMissingIsLost() {
        account.told(1, 1, Fate.ACKNOWLEDGED);
        assertThat(account.audit(Map.of())).isEqualTo(new Audit(1, 0, 0, 0));
    }

    @Test
    void anAcknowledgedWriteThatIsThereInPartIsLostAndTorn() {
        account.told(1, 2, Fate.ACKNOWLEDGED);
        assertThat(account.audit(Map.of(1L, new int[] {1, 0}))).isEqualTo(new Audit(1, 0, 0, 1));
    }

    @Test
    void aRowThatIsThereTwiceIsDoubledWhateverWasTold() {
        account.told(1, 1, Fate.ACKNOWLEDGED);
        account.told(2, 2, Fate.UNKNOWN);
        assertThat(account.audit(Map.of(1L, new int[] {2, 0}, 2L, new int[] {1, 2})))
                .isEqualTo(new Audit(0, 2, 0, 0));
    }

    @Test
    void aWriteOfUnknownOutcomeMayBeThereOrNot() {
        account.told(1, 1, Fate.UNKNOWN);
        account.told(2, 1, Fate.UNKNOWN);
        assertThat(account.audit(Map.of(1L, new int[] {1, 0}))).isEqualTo(Audit.CLEAN);
    }

    @Test
    void aWriteThatIsToldToHaveFailedAndIsThereWasNotReportedTruthfully() {
        account.told(1, 1, Fate.REFUSED);
        account.told(2, 1, Fate.REFUSED);
        assertThat(account.audit(Map.of(1L, new int[] {1, 0}))).isEqualTo(new Audit(0, 0, 1, 0));
    }

    @Test
    void aRowOfAWriteThatNobodyWasToldOfWasNotReportedEither() {
        assertThat(account.audit(Map.of(7L, new int[] {1, 0}))).isEqualTo(new Audit(0, 0, 1, 0));
    }
}
