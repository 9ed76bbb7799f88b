package dal.benchmarks.replicaloss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final Waits waits = new Waits(2, now::get);

    private void after(long nanos) {
        now.addAndGet(nanos);
    }

    @Test
    void theLongestWaitOfAnyCallerCounts() {
        after(10);
        waits.completed(0);
        after(30);
        waits.completed(1);
        waits.completed(0);
        assertThat(waits.longest().length()).isEqualTo(Duration.ofNanos(40));
    }

    @Test
    void aShorterWaitDoesNotHideTheLongerOneBeforeIt() {
        after(50);
        waits.completed(0);
        waits.completed(1);
        after(10);
        waits.completed(0);
        waits.completed(1);
        assertThat(waits.longest().length()).isEqualTo(Duration.ofNanos(50));
    }

    @Test
    void whatIsStillWaitedForCountsAsFarAsItGoes() {
        after(10);
        waits.completed(0);
        waits.completed(1);
        after(70);
        assertThat(waits.longest()).isEqualTo(new Waits.Wait(1_010, Duration.ofNanos(70)));
    }

    @Test
    void aWaitThatHadBegunBeforeIsCountedFromItsBeginning() {
        after(500);
        waits.completed(0);
        waits.completed(1);
        after(20);
        waits.begin();
        after(5);
        waits.completed(0);
        waits.completed(1);
        assertThat(waits.longest().length()).isEqualTo(Duration.ofNanos(25));
    }
}
