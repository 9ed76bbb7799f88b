package dal.telemetry.guice;

import dal.DbConnectionManager;
import dal.spi.LifecycleParticipant;
import dal.telemetry.MonitoringConfig;
import dal.telemetry.alert.AlertBoard;
import dal.telemetry.health.SummaryLine;
import dal.telemetry.metrics.ClusterMetrics;
import dal.telemetry.metrics.CoarseClock;
import dal.telemetry.metrics.TenantMetrics;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at regularly, on one daemon thread: the time, alerts, meters that come and go, the busiest tenants, the summary. From a moment after the start on, when the
 * first observation of the nodes is in.
 */
final class MonitoringRounds implements LifecycleParticipant {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoringRounds.class);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration RANKING = Duration.ofSeconds(60);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("dal-monitoring").unstarted(work));
    private final CoarseClock clock;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    MonitoringRounds(
            MonitoringConfig config,
            AlertBoard alerts,
            ClusterMetrics clusters,
            TenantMetrics tenants,
            SummaryLine summary,
            CoarseClock clock,
            Provider<DbConnectionManager> manager) {
        this.clock = clock;
        every(TICK, Duration.ZERO, clock::tick);
        every(config.interval(), FIRST, () -> {
            alerts.tell();
            clusters.refresh();
        });
        if (config.tenantSeries() > 0) {
            every(RANKING, FIRST, tenants::rank);
        }
        Duration interval = config.summaryInterval();
        if (interval.isPositive()) {
            every(interval, interval, () -> summary.write(manager.get().status()));
        }
    }

    private void every(Duration interval, Duration first, Runnable work) {
        var unused = executor.scheduleWithFixedDelay(
                () -> watched(work), first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What it throws would end the schedule. */
    private void watched(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (warned.compareAndSet(false, true)) {
                LOG.atWarn().setCause(e).log("monitoring failed; further failures are not logged");
            }
        }
    }

    @Override
    public String name() {
        return "monitoring";
    }

    @Override
    public Phase phase() {
        return Phase.TELEMETRY;
    }

    @Override
    public void stop(Duration remaining) throws InterruptedException {
        executor.shutdown();
        // A listener of alerts may be at it.
        var unused = executor.awaitTermination(remaining.toNanos(), TimeUnit.NANOSECONDS);
        clock.stop();
    }
}
