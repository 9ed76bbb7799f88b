package dal.benchmarks.fairness;

import dal.config.AdmissionConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who shares a pool, and how.
 *
 * @param config by which rules
 * @param permits how many there are, at the start
 * @param tenants who wants them
 * @param slowestWaking how long a thread takes at most to wake up
 * @param resized whether their number changes now and then
 * @param length how long it goes on
 */
record Scenario(
        AdmissionConfig config,
        int permits,
        List<Tenant> tenants,
        Duration slowestWaking,
        boolean resized,
        Duration length) {

    /**
     * One of them.
     *
     * @param weight its share
     * @param callers how many of its threads want a permit
     * @param work for how long each wants it, on average
     * @param pause how long each wants none afterwards, on average; zero for not at all
     * @param patience how long each waits for one
     */
    record Tenant(int weight, int callers, Duration work, Duration pause, Duration patience) {}

    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** Everybody always wants more than there is: what each gets is its weight's. */
    static Scenario crowded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int permits = random.nextInt(1, 13);
        int count = random.nextInt(2, 7);
        boolean alike = random.nextBoolean();
        List<Tenant> tenants = new ArrayList<>();
        int weights = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int weight = random.nextInt(1, 7);
            weights += weight;
            least = Math.min(least, weight);
            long work = alike ? 4 : random.nextLong(2, 11);
            tenants.add(new Tenant(weight, permits + 2, Duration.ofMillis(work), Duration.ZERO, FOR_EVER));
        }
        // A tenant that falls to none may take the reserve whatever its weight: only where none does are the weights
        // met with one.
        int reserve = permits > 1 && (permits - 1.0) * least / weights >= 3 ? 1 : 0;
        double share = count * (permits / 2) >= permits && random.nextBoolean() ? 0.5 : 1;
        long millis = 1_000L * 10 * weights / least / permits;
        return new Scenario(
                config(reserve, share, Duration.ZERO),
                permits,
                tenants,
                Duration.ofNanos(random.nextLong(20_000)),
                false,
                Duration.ofMillis(Math.max(4_000, millis)));
    }

    /** Some want much and some little, some give up, and the pool changes its size. */
    static Scenario mixed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int permits = random.nextInt(1, 13);
        int count = random.nextInt(1, 9);
        List<Tenant> tenants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tenants.add(new Tenant(
                    random.nextInt(1, 7),
                    random.nextInt(1, permits + 4),
                    Duration.ofMillis(random.nextLong(1, 11)),
                    Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(40)),
                    Duration.ofMillis(random.nextLong(1, 200))));
        }
        return new Scenario(
                config(
                        random.nextInt(4),
                        random.nextDouble(0.2, 1),
                        Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(1, 60))),
                permits,
                tenants,
                Duration.ofNanos(random.nextLong(200_000)),
                random.nextBoolean(),
                Duration.ofSeconds(3));
    }

    private static AdmissionConfig config(int reserve, double share, Duration delayTarget) {
        return new AdmissionConfig(reserve, share, 1000, 250, delayTarget, Duration.ofMillis(200));
    }

    /** Whether a turn is as long for everybody, so that turns can be counted. */
    boolean isAlike() {
        return tenants.stream().map(Tenant::work).distinct().count() == 1;
    }

    int weights() {
        return tenants.stream().mapToInt(Tenant::weight).sum();
    }
}
