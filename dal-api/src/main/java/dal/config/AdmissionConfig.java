package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * How a pool's connections are shared between the tenants of its class.
 *
 * @param reserve connections that only a tenant which holds none may take; as many as leave one beyond them, and none in a class of one tenant
 * @param maxShare the most of a pool one tenant may hold while others wait, above 0 up to 1
 * @param maxWaiting the most calls that wait for one pool
 * @param maxWaitingPerTenant the most of them that are one tenant's
 * @param delayTarget the wait that is acceptable at all times; a tenant whose calls have all waited longer, for a whole {@code delayInterval}, has those refused
 *     that did. Zero for never: they wait as long as their acquire timeout allows
 * @param delayInterval how long the wait has to be unacceptable
 */
public record AdmissionConfig(
        int reserve,
        double maxShare,
        int maxWaiting,
        int maxWaitingPerTenant,
        Duration delayTarget,
        Duration delayInterval) {

    /** A reserve of 1, half of the pool while others wait, 1,000 waiting, 250 of one tenant, 500 ms over 2 s. */
    public static final AdmissionConfig DEFAULT =
            new AdmissionConfig(1, 0.5, 1000, 250, Duration.ofMillis(500), Duration.ofSeconds(2));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException listing every limit that cannot be met
     */
    public AdmissionConfig {
        Limits.orThrow(faults(reserve, maxShare, maxWaiting, maxWaitingPerTenant, delayTarget, delayInterval));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(
            int reserve,
            double maxShare,
            int maxWaiting,
            int maxWaitingPerTenant,
            Duration delayTarget,
            Duration delayInterval) {
        return new Limits()
                .atLeast("reserve", 0, reserve)
                .require(maxShare > 0 && maxShare <= 1, "max-share", "has to lie above 0 and up to 1, not " + maxShare)
                .atLeast("max-waiting", 0, maxWaiting)
                .atLeast("max-waiting-per-tenant", 0, maxWaitingPerTenant)
                .atLeast("delay-target", Duration.ZERO, delayTarget)
                .atLeast("delay-interval", Duration.ofMillis(1), delayInterval)
                .faults();
    }
}
