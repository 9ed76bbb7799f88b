package dal.config;

import java.time.Duration;

/**
 * How nodes are observed.
 *
 * @param interval between two observations of a node, from 10 ms
 * @param timeout after which an unanswered observation counts as failed, from 10 ms
 */
public record MonitorConfig(Duration interval, Duration timeout) {

    /** 250 ms and 1 s. */
    public static final MonitorConfig DEFAULT = new MonitorConfig(Duration.ofMillis(250), Duration.ofSeconds(1));

    public MonitorConfig {
        if (interval.toMillis() < 10 || timeout.toMillis() < 10) {
            throw new IllegalArgumentException("The monitor's interval and timeout have to be at least 10 ms, not "
                    + interval + " and " + timeout);
        }
    }
}
