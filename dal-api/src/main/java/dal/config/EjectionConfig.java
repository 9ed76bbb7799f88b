package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * When a replica that fails is left alone: after so many failures in a row, for a time that doubles with each ejection, up to a longest, a random part of it
 * off. Before it is asked again its monitor has to have seen it well. A replica its monitor does not reach is not asked at all, whatever is said here.
 *
 * @param failures how many in a row
 * @param first how long the first time
 * @param longest how long at most
 * @param maxShare which share of a cluster's replicas may be ejected at one moment, from 0 to 1, rounded down, but one at least; 0 for none. When most fail, the fault
 *     is elsewhere
 */
public record EjectionConfig(int failures, Duration first, Duration longest, double maxShare) {

    /** 3 failures, 1 s to 30 s, half of the replicas. */
    public static final EjectionConfig DEFAULT =
            new EjectionConfig(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 0.5);

    public EjectionConfig {
        Limits.orThrow(faults(failures, first, longest, maxShare));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(int failures, Duration first, Duration longest, double maxShare) {
        return new Limits()
                .atLeast("failures", 1, failures)
                .atLeast("first", Duration.ofMillis(1), first)
                .require(
                        longest.compareTo(first) >= 0,
                        "longest",
                        "has to be at least as long as first (" + first + "), not " + longest)
                .between("max-share", 0, 1, maxShare)
                .faults();
    }
}
