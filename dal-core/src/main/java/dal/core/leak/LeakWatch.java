package dal.core.leak;

import dal.config.DataAccessConfig;
import dal.config.LeakConfig;
import dal.core.lifecycle.Running;
import dal.core.lifecycle.WorkGate;
import dal.core.pool.ConnectionPools;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.HeldConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and again at what is held, and reports once what is held for too long: to the log, to those who listen to pools, and as an alert for as long as it is
 * held. Whoever takes a connection pays nothing for that but a look at the clock and, where what they take may outlive their call, a stack. Thread-safe.
 */
@Singleton
public final class LeakWatch implements StatusContributor {

    /** Stable, for machines. */
    public static final String ALERT = "connection-held-too-long";

    private static final Logger LOG = LoggerFactory.getLogger(LeakWatch.class);

    private static final Duration SELDOM = Duration.ofSeconds(1);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final LeakConfig config;
    private final WorkGate gate;
    private final ConnectionPools pools;
    private final Map<Running, HeldConnection> reported = new ConcurrentHashMap<>();

    @Inject
    public LeakWatch(DataAccessConfig config, WorkGate gate, ConnectionPools pools) {
        this.config = config.leaks();
        this.gate = gate;
        this.pools = pools;
        if (this.config.after().isPositive()) {
            Duration interval = this.config.after().dividedBy(4);
            pools.every(
                    interval.compareTo(SELDOM) > 0 ? SELDOM : interval.compareTo(OFTEN) < 0 ? OFTEN : interval,
                    this::look);
        }
    }

    private void look() {
        long now = System.nanoTime();
        Set<Running> running = gate.running();
        reported.keySet().retainAll(running);
        for (Running work : running) {
            if (now - work.since() >= config.after().toNanos() && !reported.containsKey(work)) {
                HeldConnection held = work.held();
                reported.put(work, held);
                report(held);
                if (config.reclaim()) {
                    reclaim(work, held);
                }
            }
        }
    }

    private void report(HeldConnection held) {
        LOG.atWarn()
                .setCause(new TakerStack(held))
                .addKeyValue("pool", held.pool())
                .addKeyValue("class", held.pool().tenantClass())
                .addKeyValue("node", held.pool().node())
                .addKeyValue("tenant", held.tenant())
                .addKeyValue("what", held.what())
                .addKeyValue("held", held.held())
                .addKeyValue("thread", held.thread())
                .log("connection held too long");
        pools.heldTooLong(held);
    }

    /** Not on the thread that keeps house: a server may take its time to hear of a cancel. */
    private void reclaim(Running work, HeldConnection held) {
        Thread.ofVirtual().name("dal-reclaim").start(() -> {
            if (work.reclaim()) {
                gate.takesFrom(work);
                LOG.atWarn()
                        .addKeyValue("pool", held.pool())
                        .addKeyValue("tenant", held.tenant())
                        .addKeyValue("what", held.what())
                        .log("connection reclaimed");
            }
        });
    }

    @Override
    public List<Alert> alerts() {
        Set<Running> running = gate.running();
        return reported.entrySet().stream()
                .filter(entry -> running.contains(entry.getKey()))
                .map(entry -> alert(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Alert alert(Running work, HeldConnection held) {
        Duration now = Duration.ofSeconds(
                Duration.ofNanos(System.nanoTime() - work.since()).toSeconds());
        return new Alert(
                ALERT,
                Severity.WARNING,
                held.pool().toString(),
                "A " + held.what() + (held.tenant() == null ? " of no tenant" : " of tenant " + held.tenant())
                        + " holds a connection since " + now + ", taken by thread '" + held.thread()
                        + "'"
                        + TakersCode.of(held).map(line -> " at " + line).orElse("")
                        + "; the log has the whole stack");
    }
}
