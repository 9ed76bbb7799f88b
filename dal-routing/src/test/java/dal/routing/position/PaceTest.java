package dal.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Pace pace = new Pace();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final Thread monitor = Thread.ofPlatform().unstarted(() -> {
        try {
            pace.pause(HOUR, Duration.ZERO, wanted::get);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    });

    @AfterEach
    void end() throws InterruptedException {
        monitor.interrupt();
        monitor.join();
    }

    @Test
    void theFirstWhoWaitsEndsAPauseThatHasLastedLongEnough() throws InterruptedException {
        paused();
        pace.hurry();
        assertThat(monitor.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void pausesAreShortWhileAnybodyWaits() throws InterruptedException {
        pace.hurry();
        pace.hurry();
        pace.relax();
        monitor.start();
        assertThat(monitor.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void pausesAreLongAgainWhenTheLastOneHasLeft() {
        pace.hurry();
        pace.hurry();
        pace.relax();
        pace.relax();
        paused();
    }

    @Test
    void isNotWokenForNothing() throws InterruptedException {
        paused();
        pace.wake();
        paused();
        wanted.set(true);
        pace.wake();
        assertThat(monitor.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void anIntervalIsShorterOrLongerByTheConfiguredShareAtMost() {
        Duration interval = Duration.ofMillis(200);
        assertThat(Pace.jittered(interval, 0.5, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(Pace.jittered(interval, 0.5, 0.5)).isEqualTo(interval);
        assertThat(Pace.jittered(interval, 0.5, 1)).isEqualTo(Duration.ofMillis(300));
        assertThat(Pace.jittered(interval, 0, 1)).isEqualTo(interval);
    }

    private void paused() {
        if (monitor.getState() == Thread.State.NEW) {
            monitor.start();
        }
        await().until(monitor::getState, Thread.State.TIMED_WAITING::equals);
    }
}
