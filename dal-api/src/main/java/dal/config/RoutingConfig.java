package dal.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How nodes are chosen.
 *
 * @param zone where this process runs: replicas that stand in it are preferred; empty for no preference
 * @param lag which replicas are too far behind to be asked where a read says nothing itself
 * @param ejection when a replica that fails is left alone
 * @param slowStart how long a replica that returns takes to get its full share of the reads; zero for at once
 * @param catchUpWait how long a read waits for a replica to replay what its token asks for before the primary is asked instead; and how long a session's reads are kept from the
 *     primary after a replica, or whoever handed its token over, has shown it something new, which the primary may show a moment later; zero for neither
 * @param primaryWait how long work that needs the primary, and was not started, waits while there is none
 * @param maxWaiting how much work may wait for a node of one cluster at one moment, at most half of it one tenant's; more is refused at once
 * @param hedging when a second replica is asked; off by default
 */
public record RoutingConfig(
        String zone,
        LagConfig lag,
        EjectionConfig ejection,
        Duration slowStart,
        Duration catchUpWait,
        Duration primaryWait,
        int maxWaiting,
        HedgingConfig hedging) {

    /** No zone; returning replicas take 5 s to their full share; waits of 100 ms for a replica and 10 s for a primary, of at most 1,000 callers for each cluster. */
    public static final RoutingConfig DEFAULT = new RoutingConfig(
            "",
            LagConfig.DEFAULT,
            EjectionConfig.DEFAULT,
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            1000,
            HedgingConfig.OFF);

    public RoutingConfig {
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(lag, "lag");
        Objects.requireNonNull(ejection, "ejection");
        Objects.requireNonNull(hedging, "hedging");
        Limits.orThrow(faults(slowStart, catchUpWait, primaryWait, maxWaiting));
    }

    /** What cannot be met, each beginning with the key it is about; what has a section of its own is checked there. */
    static List<String> faults(Duration slowStart, Duration catchUpWait, Duration primaryWait, int maxWaiting) {
        return new Limits()
                .atLeast("slow-start", Duration.ZERO, slowStart)
                .atLeast("catch-up-wait", Duration.ZERO, catchUpWait)
                .atLeast("primary-wait", Duration.ZERO, primaryWait)
                .atLeast("max-waiting", 1, maxWaiting)
                .faults();
    }

    /** The same with other hedging. */
    public RoutingConfig withHedging(HedgingConfig other) {
        return new RoutingConfig(zone, lag, ejection, slowStart, catchUpWait, primaryWait, maxWaiting, other);
    }
}
