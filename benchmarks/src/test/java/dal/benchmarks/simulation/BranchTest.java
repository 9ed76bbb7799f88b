package dal.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dal.benchmarks.simulation.Branch.Point;
import org.junit.jupiter.api.Test;

class BranchTest {

    private final Branch first = Branch.first();

    @Test
    void endsWhereItEndedAtEachMoment() {
        long early = first.commit(10, 100);
        long late = first.commit(20, 100);
        assertThat(first.endAt(9)).isEqualTo(first.fork());
        assertThat(first.endAt(10)).isEqualTo(early);
        assertThat(first.endAt(19)).isEqualTo(early);
        assertThat(first.endAt(20)).isEqualTo(late);
        Branch second = first.promoted(early);
        long own = second.commit(30, 1);
        assertThat(second.endAt(25)).isEqualTo(early);
        assertThat(second.endAt(30)).isEqualTo(own);
    }

    @Test
    void aPromotedLogHoldsWhatItsParentHadBeforeTheForkAndNothingAfter() {
        long shared = first.commit(10, 100);
        Branch second = first.promoted(shared);
        long lost = first.commit(20, 100);
        long own = second.commit(20, 500);
        Point promoted = new Point(second, own);
        assertThat(promoted.holds(new Point(first, shared))).isTrue();
        assertThat(promoted.holds(new Point(first, lost))).isFalse();
        assertThat(promoted.holds(promoted)).isTrue();
        assertThat(new Point(second, own - 1).holds(promoted)).isFalse();
        assertThat(new Point(first, lost).holds(promoted)).isFalse();
        assertThat(second.point(shared)).isEqualTo(new Point(first, shared));
        assertThat(second.point(own)).isEqualTo(promoted);
    }

    @Test
    void twoPromotionsFromOneParentShareTheirNumber() {
        Branch one = first.promoted(first.end());
        Branch other = first.promoted(first.end());
        assertThat(one.number()).isEqualTo(other.number());
        assertThat(one.isNamesakeIn(other.promoted(other.end()))).isTrue();
        assertThat(one.isNamesakeIn(one.promoted(one.end()))).isFalse();
        assertThat(one.isNamesakeIn(first)).isFalse();
    }
}
