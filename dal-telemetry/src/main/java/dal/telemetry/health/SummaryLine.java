package dal.telemetry.health;

import dal.status.Alert;
import dal.status.ManagerStatus;
import dal.status.NodeAvailability;
import dal.status.PoolStatus;
import dal.telemetry.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line that sums up how things are, and what was done since the one before. Used by one thread. */
public final class SummaryLine {

    private static final Logger LOG = LoggerFactory.getLogger("dal.summary");

    private final MeterRegistry registry;
    private long operations;
    private long failed;
    private double millis;

    /** Reads operations from that registry. */
    public SummaryLine(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Writes the line. */
    public void write(ManagerStatus status) {
        Collection<Timer> timers = registry.find(MeterNames.OPERATION_DURATION).timers();
        long operationsNow = timers.stream().mapToLong(Timer::count).sum();
        long failedNow = timers.stream()
                .filter(timer -> !MeterNames.NO_ERROR.equals(timer.getId().getTag(MeterNames.ERROR_TYPE)))
                .mapToLong(Timer::count)
                .sum();
        double millisNow = timers.stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
        // Series of a node that left are gone, with their counts.
        long done = Math.max(0, operationsNow - operations);
        LOG.atInfo()
                .addKeyValue("state", status.state().name().toLowerCase(Locale.ROOT))
                .addKeyValue("operations", done)
                .addKeyValue("failed", Math.max(0, failedNow - failed))
                .addKeyValue(
                        "meanMillis", done == 0 ? 0 : Math.round(100 * Math.max(0, millisNow - millis) / done) / 100.0)
                .addKeyValue("running", status.running())
                .addKeyValue("pools", status.pools().size())
                .addKeyValue("connections", sum(status, PoolStatus::total))
                .addKeyValue("active", sum(status, PoolStatus::active))
                .addKeyValue("waiting", sum(status, PoolStatus::waiting))
                .addKeyValue("nodes", status.nodes().size())
                .addKeyValue(
                        "serving",
                        status.nodes().stream()
                                .filter(node -> node.availability() == NodeAvailability.SERVING)
                                .count())
                .addKeyValue("critical", alerts(status, Alert.Severity.CRITICAL))
                .addKeyValue("warnings", alerts(status, Alert.Severity.WARNING))
                .log("summary");
        operations = operationsNow;
        failed = failedNow;
        millis = millisNow;
    }

    private static int sum(ManagerStatus status, ToIntFunction<PoolStatus> count) {
        return status.pools().stream().mapToInt(count).sum();
    }

    private static long alerts(ManagerStatus status, Alert.Severity severity) {
        return status.alerts().stream()
                .filter(alert -> alert.severity() == severity)
                .count();
    }
}
