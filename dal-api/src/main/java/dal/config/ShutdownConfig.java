package dal.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a process ends its work.
 *
 * @param deadline how long all of it may take until running work is cut short; {@code shutdown(Duration)} may name another
 * @param readinessLead how long the process says that it is not ready before it stops taking work, within the deadline: what a load balancer needs to notice
 * @param queued what becomes of calls that wait for a connection when the gate closes
 */
public record ShutdownConfig(Duration deadline, Duration readinessLead, QueuedWork queued) {

    /** 20 s, no lead, and queued work proceeds. */
    public static final ShutdownConfig DEFAULT = within(Duration.ofSeconds(20));

    public ShutdownConfig {
        Objects.requireNonNull(queued, "queued");
        Limits.orThrow(faults(deadline, readinessLead));
    }

    /** With that deadline, and the rest as by default. */
    public static ShutdownConfig within(Duration deadline) {
        return new ShutdownConfig(deadline, Duration.ZERO, QueuedWork.PROCEED);
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(Duration deadline, Duration readinessLead) {
        return new Limits()
                .atLeast("drain-timeout", Duration.ZERO, deadline)
                .atLeast("shutdown.readiness-lead", Duration.ZERO, readinessLead)
                .require(
                        readinessLead.isZero() || readinessLead.compareTo(deadline) < 0,
                        "shutdown.readiness-lead",
                        "has to be shorter than drain-timeout, " + deadline + ", not " + readinessLead)
                .faults();
    }
}
