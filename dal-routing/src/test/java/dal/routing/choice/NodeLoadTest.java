package dal.routing.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a node's latency is taken to be after these answers. */
class NodeLoadTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final Offset<Double> SLIGHTLY = within(0.05 * MILLI);

    private final NodeLoad its = new NodeLoad();
    private long now = 3_600 * SECOND;

    private void answer(long after, long duration) {
        now += after;
        its.started();
        its.answered(duration, now, Readmission.NEVER);
    }

    private double latency() {
        return its.latency(Readmission.NEVER);
    }

    @Test
    void knowsNothingBeforeTheFirstAnswerAndThenTakesItAsItIs() {
        assertThat(latency()).isZero();
        assertThat(its.silence(now, Readmission.NEVER)).isZero();
        answer(0, 7 * MILLI);
        assertThat(latency()).isEqualTo(7.0 * MILLI);
    }

    @Test
    void weighsAnswersByTimeSoThatManyAtOneMomentCountAsOne() {
        answer(0, MILLI);
        answer(100 * MILLI, 100 * MILLI);
        double afterOne = latency();
        for (int i = 0; i < 50; i++) {
            answer(0, 100 * MILLI);
        }
        assertThat(latency()).isEqualTo(afterOne);
        assertThat(afterOne).isCloseTo(1.4 * MILLI, SLIGHTLY);
    }

    @Test
    void followsASteadyStreamWithinASecondWhateverItsRate() {
        for (int rate : new int[] {100, 1_000, 10_000}) {
            answer(10 * SECOND, MILLI);
            for (int i = 0; i < rate; i++) {
                answer(SECOND / rate, 2 * MILLI);
            }
            assertThat(latency()).as("at %s a second", rate).isCloseTo(2.0 * MILLI, within(0.1 * MILLI));
        }
    }

    @Test
    void countsOneLongerAnswerForLittleHoweverLongItIsAndHoweverLongNothingWasHeard() {
        answer(0, MILLI);
        answer(60 * SECOND, 30 * SECOND);
        assertThat(latency()).isCloseTo(1.4 * MILLI, SLIGHTLY);
    }

    @Test
    void countsOneShorterAnswerAfterASilenceForNearlyAll() {
        answer(0, SECOND);
        answer(2 * SECOND, MILLI);
        assertThat(latency()).isLessThan(3.0 * MILLI);
    }

    @Test
    void doesNotTakeASlowNodeForQuickBecauseNobodyAskedItForHours() {
        answer(0, 20 * MILLI);
        now += 10_000 * SECOND;
        assertThat(latency()).isEqualTo(20.0 * MILLI);
        assertThat(its.silence(now, Readmission.NEVER)).isEqualTo(10_000 * SECOND);
    }

    @Test
    void isNotSilentWhileSomethingIsInFlight() {
        answer(0, MILLI);
        its.started();
        assertThat(its.silence(now + SECOND, Readmission.NEVER)).isZero();
        its.notUsed(0, now + SECOND, Readmission.NEVER);
        assertThat(its.silence(now + SECOND, Readmission.NEVER)).isEqualTo(SECOND);
    }

    @Test
    void forgetsWhatWasBeforeANodeCameBack() {
        answer(0, 20 * MILLI);
        long back = now + SECOND;
        assertThat(its.latency(back)).isZero();
        assertThat(its.silence(now + 2 * SECOND, back)).isZero();
    }

    @Test
    void doublesWithEachFailureEvenAtOneMoment() {
        answer(0, 4 * MILLI);
        for (int i = 0; i < 3; i++) {
            its.started();
            its.failed(1, now, Readmission.NEVER);
        }
        assertThat(latency()).isEqualTo(32.0 * MILLI);
    }
}
