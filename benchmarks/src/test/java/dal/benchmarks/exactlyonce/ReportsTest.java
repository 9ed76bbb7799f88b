package dal.benchmarks.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.exactlyonce.Reports.Report;
import dal.benchmarks.exactlyonce.Reports.Row;
import dal.benchmarks.exactlyonce.Reports.Told;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A reporter that tells the truth passes, and each that does not is caught. */
class ReportsTest {

    private static final Set<Row> WHOLE = Set.of(new Row(1, 1), new Row(1, 2));
    private static final Set<Row> TORN = Set.of(new Row(1, 1));
    private static final Set<Row> TWICE = Set.of(new Row(1, 1), new Row(1, 2), new Row(2, 1), new Row(2, 2));
    private static final Set<Row> NONE = Set.of();

    private static boolean isCaught(Told told, int attempt, Set<Row> rows) {
        Reports reports = new Reports();
        reports.add(new Report(7, told, attempt, true));
        return !reports.misreported(rows.isEmpty() ? Map.of() : Map.of(7L, rows))
                .isEmpty();
    }

    @Test
    void theTruthPasses() {
        assertThat(isCaught(Told.COMMITTED, 1, WHOLE)).isFalse();
        assertThat(isCaught(Told.NOT_COMMITTED, 1, NONE)).isFalse();
        assertThat(isCaught(Told.UNKNOWN, 1, WHOLE)).isFalse();
        assertThat(isCaught(Told.UNKNOWN, 1, NONE)).isFalse();
    }

    @Test
    void aCommitThatIsNotThereOrNotOnceIsCaught() {
        assertThat(isCaught(Told.COMMITTED, 1, NONE)).isTrue();
        assertThat(isCaught(Told.COMMITTED, 1, TORN)).isTrue();
        assertThat(isCaught(Told.COMMITTED, 2, WHOLE)).isTrue();
        assertThat(isCaught(Told.COMMITTED, 2, TWICE)).isTrue();
    }

    @Test
    void aFailureThatIsThereIsCaught() {
        assertThat(isCaught(Told.NOT_COMMITTED, 1, WHOLE)).isTrue();
        assertThat(isCaught(Told.NOT_COMMITTED, 1, TORN)).isTrue();
    }

    @Test
    void anUnknownOutcomeIsNoExcuseForATornOneOrForTwo() {
        assertThat(isCaught(Told.UNKNOWN, 1, TORN)).isTrue();
        assertThat(isCaught(Told.UNKNOWN, 2, TWICE)).isTrue();
        assertThat(isCaught(Told.UNKNOWN, 2, WHOLE))
                .as("of an attempt before, which was repeated")
                .isTrue();
    }

    @Test
    void whatIsResolvedIsCountedApart() {
        Reports reports = new Reports();
        reports.add(new Report(1, Told.COMMITTED, 1, true));
        reports.add(new Report(2, Told.UNKNOWN, 1, false));
        assertThat(reports.resolved()).isEqualTo(1);
        assertThat(reports.count(Told.UNKNOWN)).isEqualTo(1);
        assertThat(reports.misreported(Map.of())).extracting(Report::resolved).containsExactly(true);
    }
}
