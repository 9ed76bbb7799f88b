package dal.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CoarseClockTest {

    private final CoarseClock clock = new CoarseClock();

    @Test
    void standsStillBetweenTicksAndIsExactWhenNobodyTicks() {
        long before = System.currentTimeMillis();
        assertThat(clock.wallTime()).isGreaterThanOrEqualTo(before);

        clock.tick();
        long ticked = clock.wallTime();
        while (System.currentTimeMillis() <= ticked) {
            Thread.onSpinWait();
        }
        assertThat(clock.wallTime()).isEqualTo(ticked);

        clock.stop();
        assertThat(clock.wallTime()).isGreaterThan(ticked);
    }
}
