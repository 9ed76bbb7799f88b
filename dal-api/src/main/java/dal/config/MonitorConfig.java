package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * How nodes are observed.
 *
 * @param interval between two observations of a node, from 10 ms to 24 days
 * @param timeout after which an unanswered observation is late, from 10 ms to 24 days; after half of it more it has failed
 * @param jitter by which share of it an interval is made shorter or longer at random, so that many processes do not ask at one moment; from 0 to 0.5
 */
public record MonitorConfig(Duration interval, Duration timeout, double jitter) {

    private static final double DEFAULT_JITTER = 0.1;
    private static final double MOST_JITTER = 0.5;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /** 250 ms, 1 s and 0.1. */
    public static final MonitorConfig DEFAULT = new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1));

    public MonitorConfig {
        Limits.orThrow(faults(interval, timeout, jitter));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(Duration interval, Duration timeout, double jitter) {
        return new Limits()
                .fromUpToLongest("interval", SHORTEST, interval)
                .fromUpToLongest("timeout", SHORTEST, timeout)
                .between("jitter", 0, MOST_JITTER, jitter)
                .faults();
    }

    /** With the default jitter. */
    public MonitorConfig(Duration interval, Duration timeout) {
        this(interval, timeout, DEFAULT_JITTER);
    }
}
