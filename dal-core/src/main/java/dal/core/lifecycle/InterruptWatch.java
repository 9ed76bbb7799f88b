package dal.core.lifecycle;

import dal.core.pool.ConnectionPools;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Cancels on the server what an interrupted thread waits for there: the driver itself takes no notice of an interrupt. Looks now and again at those that hold a
 * connection, so that an interrupt costs nobody anything who is not interrupted. What ends within that time ends undisturbed, and so does a thread that works on with
 * its interrupt pending, as long as its statements are brief. Thread-safe.
 */
@Singleton
public final class InterruptWatch {

    /** How long an interrupt may go unnoticed. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final WorkGate gate;

    @Inject
    public InterruptWatch(WorkGate gate, ConnectionPools pools) {
        this.gate = gate;
        pools.every(INTERVAL, this::look);
    }

    private void look() {
        for (Running work : gate.running()) {
            if (work.taker().isInterrupted() && Interruption.awaitsServer(work.taker())) {
                // Not on the thread that keeps house: a server may take its time to hear of it.
                Thread.ofVirtual().name("dal-cancel").start(work::cancel);
            }
        }
    }
}
