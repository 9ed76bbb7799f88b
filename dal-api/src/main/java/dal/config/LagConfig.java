package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * Which replicas are too far behind to be asked where a read says nothing itself. A read with a token or a bound of staleness has its own measure.
 *
 * @param maxTime how old what it serves may be; zero for no limit
 * @param maxBytes how much of the log it may still have to replay, in bytes; 0 for no limit
 * @param minServing how many replicas are asked all the same, the freshest ones, where fewer are within the limits; 0 for none: then the primary answers
 */
public record LagConfig(Duration maxTime, long maxBytes, int minServing) {

    /** 30 s, no limit in bytes, and the freshest one always. */
    public static final LagConfig DEFAULT = new LagConfig(Duration.ofSeconds(30), 0, 1);

    public LagConfig {
        Limits.orThrow(faults(maxTime, maxBytes, minServing));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(Duration maxTime, long maxBytes, int minServing) {
        return new Limits()
                .atLeast("max-time", Duration.ZERO, maxTime)
                .atLeast("max-bytes", 0, maxBytes)
                .atLeast("min-serving", 0, minServing)
                .faults();
    }
}
