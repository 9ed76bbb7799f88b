package dal.telemetry.statistics;

import dal.cluster.Role;
import java.time.Duration;
import java.util.Map;

/**
 * What is known of all executions of one statement since its first, or since the last reset. Times are those of the work alone, the wait for a connection
 * taken off; percentiles and the longest are within one percent.
 *
 * @param fingerprint tells its shape from others; the same in every process
 * @param summary its commands and tables
 * @param text its text without literals, lists of values collapsed
 * @param calls how often it was executed
 * @param errors how often it failed, by the error's code; {@code _OTHER} for what is none of the library's
 * @param rows how many rows it returned or changed, as far as known
 * @param total its time, all executions together
 * @param p50 the time within which one half was done
 * @param p95 the time within which 95 of 100 were done
 * @param p99 the time within which 99 of 100 were done
 * @param max the longest time
 * @param poolWait how long connections were waited for, all together
 * @param byRole how often it was executed on nodes of each role; {@link Role#UNKNOWN} where no node was found
 */
public record StatementStatistics(
        String fingerprint,
        String summary,
        String text,
        long calls,
        Map<String, Long> errors,
        long rows,
        Duration total,
        Duration p50,
        Duration p95,
        Duration p99,
        Duration max,
        Duration poolWait,
        Map<Role, Long> byRole) {

    /** Names the one that stands for all statements that are not kept by themselves. */
    public static final String OTHER = "other";

    public StatementStatistics {
        errors = Map.copyOf(errors);
        byRole = Map.copyOf(byRole);
    }

    /** The average time. */
    public Duration mean() {
        return calls == 0 ? Duration.ZERO : total.dividedBy(calls);
    }

    /** How often it failed. */
    public long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
