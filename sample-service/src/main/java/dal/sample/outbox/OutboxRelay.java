package dal.sample.outbox;

import dal.DbConnectionManager;
import dal.error.DatabaseException;
import dal.spi.LifecycleParticipant;
import dal.tenant.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a tenant's events on soon after they were committed; here to the log, where a message broker would stand. An event whose nudge was lost goes with the tenant's
 * next one. Thread-safe.
 */
@Singleton
public final class OutboxRelay implements LifecycleParticipant {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 100;

    private final Provider<DbConnectionManager> databases;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("outbox-relay").factory());

    @Inject
    public OutboxRelay(Provider<DbConnectionManager> databases) {
        this.databases = databases;
    }

    /** There may be something to hand on. Returns at once. */
    public void nudge(TenantId tenant) {
        try {
            worker.execute(() -> relay(tenant));
        } catch (RejectedExecutionException e) {
            // Shutting down: the events stay where they are.
        }
    }

    private void relay(TenantId tenant) {
        try {
            Outbox outbox = new Outbox(databases.get().database(tenant));
            while (outbox.relay(BATCH, OutboxRelay::receive) == BATCH) {
                // There may be more.
            }
        } catch (DatabaseException e) {
            LOG.atWarn().addKeyValue("code", e.code()).log("events not handed on");
        }
    }

    private static void receive(Event event) {
        LOG.atInfo()
                .addKeyValue("id", event.id())
                .addKeyValue("kind", event.kind())
                .addKeyValue("subject", event.subject())
                .log("event");
    }

    @Override
    public String name() {
        return "outbox relay";
    }

    @Override
    public Phase phase() {
        return Phase.CONSUMERS;
    }

    @Override
    public void stop(Duration remaining) throws InterruptedException {
        worker.shutdown();
        if (!worker.awaitTermination(remaining.toMillis(), TimeUnit.MILLISECONDS)) {
            worker.shutdownNow();
        }
    }
}
