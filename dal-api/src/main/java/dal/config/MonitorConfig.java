package dal.config;

import java.time.Duration;

/**
 * How nodes are observed.
 *
 * @param interval between two observations of a node, from 10 ms
 * @param timeout after which an unanswered observation counts as failed, from 10 ms
 * @param jitter by which share of it an interval is made shorter or longer at random, so that many processes do not ask at one moment; from 0 to 0.5
 */
public record MonitorConfig(Duration interval, Duration timeout, double jitter) {

    private static final double DEFAULT_JITTER = 0.1;

    /** 250 ms, 1 s and 0.1. */
    public static final MonitorConfig DEFAULT = new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1));

    public MonitorConfig {
        if (interval.toMillis() < 10 || timeout.toMillis() < 10) {
            throw new IllegalArgumentException("The monitor's interval and timeout have to be at least 10 ms, not "
                    + interval + " and " + timeout);
        }
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("The monitor's jitter lies between 0 and 0.5, not " + jitter);
        }
    }

    /** With the default jitter. */
    public MonitorConfig(Duration interval, Duration timeout) {
        this(interval, timeout, DEFAULT_JITTER);
    }
}
