package dal.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueDelayTest {

    private static final long TARGET = 100;
    private static final long INTERVAL = 1_000;

    private final QueueDelay delay = new QueueDelay();

    private boolean afterDelay(long nanos, long at) {
        delay.left(nanos, at, TARGET, INTERVAL);
        return delay.shedding();
    }

    @Test
    void shedsOnceEveryDelayOfAnIntervalWasAboveTheTarget() {
        assertThat(afterDelay(101, 0)).isFalse();
        assertThat(afterDelay(500, 999)).isFalse();
        assertThat(afterDelay(101, 1_000)).isTrue();
    }

    @Test
    void oneShortDelayBeginsAnew() {
        afterDelay(101, 0);
        afterDelay(100, 500);
        assertThat(afterDelay(101, 1_000)).isFalse();
        assertThat(afterDelay(101, 1_999)).isFalse();
        assertThat(afterDelay(101, 2_000)).isTrue();
    }

    @Test
    void endsAtHalfTheTargetSinceSheddingItselfKeepsDelaysBelowIt() {
        afterDelay(101, 0);
        afterDelay(101, 1_000);
        assertThat(afterDelay(99, 1_100)).isTrue();
        assertThat(afterDelay(50, 1_200)).isFalse();
    }

    @Test
    void endsWithTheQueue() {
        afterDelay(101, 0);
        afterDelay(101, 1_000);
        delay.none();
        assertThat(delay.shedding()).isFalse();
        assertThat(afterDelay(101, 1_001)).isFalse();
    }

    @Test
    void neverShedsWithoutATarget() {
        delay.left(1_000_000, 0, 0, INTERVAL);
        delay.left(1_000_000, 5_000, 0, INTERVAL);
        assertThat(delay.shedding()).isFalse();
    }
}
