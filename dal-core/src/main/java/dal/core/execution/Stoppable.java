package dal.core.execution;

import dal.core.lifecycle.Running;
import dal.status.PoolName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection in use that any thread may cancel or abort. While a cancel is being sent it does not go back, nor is its COMMIT sent: a late cancel would meet what
 * comes next.
 *
 * <p>Nearly none is ever stopped, so its owner takes no lock: it says what it is about to do, and looks for a cancel under way; whoever cancels says so, and looks for
 * what the owner is about to do. One of the two sees the other.
 */
abstract class Stoppable implements Running {

    private static final Logger LOG = LoggerFactory.getLogger(Stoppable.class);

    private static final int COMMITTING = 1;

    /** On its way back: not cancelled any more, but aborted still, since the cancel it waits for may hang. */
    private static final int LEAVING = 2;

    /** It may be somebody else's by now. */
    private static final int BACK = 4;

    private static final int ABORTED = 8;
    private static final int CANCELLED = 16;

    /** Longer than a server takes to notice a cancel, so that a second one is seldom sent. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final VarHandle STATE;
    private static final VarHandle CANCEL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Stoppable.class, "state", int.class);
            CANCEL = lookup.findVarHandle(Stoppable.class, "cancelUnderWay", CountDownLatch.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BaseConnection raw;
    private volatile int state;
    private volatile @Nullable CountDownLatch cancelUnderWay;

    Stoppable(BaseConnection raw) {
        this.raw = raw;
    }

    /** Whose connection it is. */
    abstract PoolName pool();

    private boolean is(int bits) {
        return (state & bits) != 0;
    }

    private void become(int bits) {
        var unused = (int) STATE.getAndBitwiseOr(this, bits);
    }

    final boolean wasCancelled() {
        return is(CANCELLED);
    }

    final boolean wasAborted() {
        return is(ABORTED);
    }

    @Override
    public final boolean isCommitting() {
        return is(COMMITTING);
    }

    /** A COMMIT is about to be sent. */
    final void committing() {
        become(COMMITTING);
        awaitCancel();
    }

    @Override
    public final boolean cancel() {
        CountDownLatch over = new CountDownLatch(1);
        if (!CANCEL.compareAndSet(this, null, over)) {
            return false;
        }
        try {
            // A COMMIT that waits for a standby answers a cancel as if it had been done.
            if (is(COMMITTING | LEAVING)) {
                return false;
            }
            become(CANCELLED);
            raw.cancelQuery();
            return true;
        } catch (SQLException e) {
            // The abort that follows does not ask the server.
            LOG.atDebug().addKeyValue("pool", pool()).log("cancel request failed");
            return false;
        } finally {
            cancelUnderWay = null;
            over.countDown();
        }
    }

    /**
     * Cancels it, and again while it does not leave: a server takes a cancel that comes before the statement for one of nothing. Waits in between, so on a thread of
     * its own.
     */
    final void cancelUntilItLeaves() {
        long pause = FIRST_PAUSE.toNanos();
        while (!is(COMMITTING | LEAVING | BACK | ABORTED)) {
            // Where it could not be asked, or another cancel is under way, it may be asked again.
            var unused = cancel();
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        }
    }

    @Override
    public final boolean abort() {
        int seen = state;
        while ((seen & BACK) == 0) {
            if (STATE.compareAndSet(this, seen, seen | ABORTED)) {
                CountDownLatch over = cancelUnderWay;
                if (over != null) {
                    // Whoever waits for a cancel that may never be answered: it can do no harm any more.
                    over.countDown();
                }
                abortRaw();
                return true;
            }
            seen = state;
        }
        return false;
    }

    private void abortRaw() {
        try {
            raw.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atWarn()
                    .addKeyValue("pool", pool())
                    .addKeyValue("sqlState", e.getSQLState())
                    .log("abort failed");
        }
    }

    /** From now on it is neither cancelled nor aborted; whether it was aborted before. */
    final boolean goesBack() {
        become(LEAVING);
        awaitCancel();
        return ((int) STATE.getAndBitwiseOr(this, BACK) & ABORTED) != 0;
    }

    /** A late cancel would meet what comes next, unless the connection was closed: then nothing comes. */
    private void awaitCancel() {
        CountDownLatch over = cancelUnderWay;
        boolean interrupted = false;
        while (over != null && !is(ABORTED)) {
            try {
                over.await();
                over = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
