package dal.routing.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void putsEachDurationIntoABucketThatEndsLittleAboveIt() {
        Random random = new Random();
        for (int i = 0; i < 100_000; i++) {
            long duration = 4_096 + (long) Math.pow(10, 4 + 7 * random.nextDouble());
            assertThat(RecentLatency.upperEnd(RecentLatency.bucket(duration)))
                    .as("%s", duration)
                    .isBetween(duration + 1, duration + duration / 15);
        }
    }

    @Test
    void takesTheShortestAndTheLongestForTheLastItCounts() {
        assertThat(RecentLatency.bucket(0)).isEqualTo(0);
        assertThat(RecentLatency.bucket(-1)).isEqualTo(0);
        assertThat(RecentLatency.bucket(Long.MAX_VALUE)).isEqualTo(399);
    }

    @Test
    void estimatesThePercentileOfAnyDistributionALittleTooHigh() {
        Random random = new Random();
        for (int run = 0; run < 50; run++) {
            double percentile = 0.5 + random.nextDouble() * 0.49;
            RecentLatency latency = new RecentLatency(percentile);
            long[] durations = new long[100 + random.nextInt(2_000)];
            for (int i = 0; i < durations.length; i++) {
                durations[i] = (long) Math.exp(10 + 12 * random.nextDouble());
                latency.add(durations[i]);
            }
            Arrays.sort(durations);
            long exact = durations[(int) Math.ceil(percentile * durations.length) - 1];
            assertThat(latency.estimate(0)).isBetween(exact, exact + exact / 15);
        }
    }

    @Test
    void knowsNothingFromAFew() {
        RecentLatency latency = new RecentLatency(0.95);
        for (int i = 0; i < 99; i++) {
            latency.add(1_000_000);
        }
        assertThat(latency.estimate(0)).isEqualTo(RecentLatency.UNKNOWN);
        latency.add(1_000_000);
        assertThat(latency.estimate(SECOND)).isGreaterThan(1_000_000);
    }

    @Test
    void forgetsWithinSeconds() {
        RecentLatency latency = new RecentLatency(0.95);
        run(latency, 0, 60, 100_000_000);
        assertThat(latency.estimate(61 * SECOND)).isBetween(100_000_000L, 107_000_000L);
        run(latency, 61, 67, 1_000_000);
        assertThat(latency.estimate(67 * SECOND)).isBetween(1_000_000L, 1_070_000L);
        run(latency, 67, 69, 100_000_000);
        assertThat(latency.estimate(69 * SECOND)).isBetween(100_000_000L, 107_000_000L);
    }

    @Test
    void keepsASmallTailWhileItLasts() {
        RecentLatency latency = new RecentLatency(0.99);
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 200; i++) {
                latency.add(i % 50 == 0 ? 1_000_000_000L << (i / 50) : 1_000_000);
            }
            long unused = latency.estimate(second * SECOND);
        }
        assertThat(latency.estimate(20 * SECOND)).isGreaterThan(500_000_000);
    }

    private static void run(RecentLatency latency, long from, long to, long duration) {
        for (long second = from; second < to; second++) {
            for (int i = 0; i < 1_000; i++) {
                latency.add(duration);
            }
            long unused = latency.estimate(second * SECOND);
        }
    }
}
