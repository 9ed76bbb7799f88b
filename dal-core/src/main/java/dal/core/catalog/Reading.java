package dal.core.catalog;

import dal.error.ShuttingDownException;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the table again and again, on a thread of its own, and keeps what it said last: when the refresh is due, and at once when somebody says that it changed.
 * Changes that come in a row are read together: between two readings there is a pause, longer where reading takes longer. A reading that fails leaves what is
 * known standing, and is tried again after a pause that doubles up to the refresh. Thread-safe.
 */
final class Reading {

    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private static final long LEAST_PAUSE = Duration.ofMillis(50).toNanos();

    private static final long BETWEEN_OUT_OF_TURN = Duration.ofSeconds(1).toNanos();

    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    /** So many times what reading takes. */
    private static final int PAUSE_PER_READING = 4;

    private static final long FIRST_RETRY = Duration.ofMillis(200).toNanos();
    private static final int MOST_DOUBLINGS = 20;

    /** So that many processes that start together do not go on reading together. */
    private static final double JITTER = 0.1;

    private static final int MOST_FAULTS_LOGGED = 20;

    private final TenantRows rows;
    private final Set<TenantClassName> classes;
    private final long refresh;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Thread thread;
    private volatile Placements latest = Placements.NONE;
    private volatile boolean known;
    private volatile long knownSince;
    private volatile @Nullable Throwable failure;
    private volatile boolean stopping;
    private boolean asked;
    private long begun;
    private long ended;
    private long due = System.nanoTime();
    private long pausedUntil = due;
    private long nextOutOfTurn = due;
    private int failures;

    /**
     * Does nothing until {@link #start()}.
     *
     * @param clock tells how old what is known is; nanoseconds from an arbitrary origin
     */
    Reading(TenantRows rows, Set<TenantClassName> classes, Duration refresh, LongSupplier clock) {
        this.rows = rows;
        this.classes = Set.copyOf(classes);
        this.refresh = refresh.toNanos();
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("dal-catalog").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What was last read; {@link Placements#NONE} before {@link #isKnown}. */
    Placements latest() {
        return latest;
    }

    /** Whether it was read at all. */
    boolean isKnown() {
        return known;
    }

    /** How long ago the reading began that is known. */
    Duration age() {
        return Duration.ofNanos(clock.getAsLong() - knownSince);
    }

    /** Why the last reading failed; null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** It changed: it is read again, by a reading that begins after this call. */
    void changed() {
        lock.lock();
        try {
            asked = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it was read once.
     *
     * @return whether it was
     */
    boolean awaitKnown(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (!known && !stopping && left > 0) {
                left = moved.awaitNanos(left);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a reading that begins after this call; one in a second at most is made for this, for all who wait for it then. There is nothing to wait for where
     * such a one was begun less than a second ago, nor where the last reading failed.
     */
    void awaitAnother(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            if (failures > 0 || (!mayAsk(System.nanoTime()) && !asked)) {
                return;
            }
            long wanted = begun + 1;
            while (ended < wanted && !stopping && left > 0) {
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A reading out of turn, if there may be one. */
    private boolean mayAsk(long now) {
        if (now - nextOutOfTurn < 0) {
            return false;
        }
        nextOutOfTurn = now + BETWEEN_OUT_OF_TURN;
        pausedUntil = now;
        asked = true;
        moved.signalAll();
        return true;
    }

    /** Tells it to stop, and waits. */
    void stop(Duration limit) throws InterruptedException {
        end();
        if (thread.isAlive()) {
            var unused = thread.join(limit);
        }
    }

    private void end() {
        lock.lock();
        try {
            stopping = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitTurn()) {
                read();
            }
        } catch (InterruptedException | ShuttingDownException e) {
            // Whoever waits is told that nothing comes any more.
            end();
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopping) {
                long wait = (asked ? pausedUntil : due) - System.nanoTime();
                if (wait <= 0) {
                    asked = false;
                    begun++;
                    return true;
                }
                var unused = moved.awaitNanos(wait);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        long began = System.nanoTime();
        long asOf = clock.getAsLong();
        try {
            Placements before = latest;
            Placements read = before.next(rows.read(!known), classes);
            latest = read;
            knownSince = asOf;
            tell(before, read);
            ended(began, null);
        } catch (ShuttingDownException e) {
            ended(began, e);
            throw e;
        } catch (RuntimeException | Error e) {
            // Errors too: a reader that ended would leave the catalog as it is for ever.
            ended(began, e);
        }
    }

    private void ended(long began, @Nullable Throwable error) {
        long now = System.nanoTime();
        lock.lock();
        try {
            ended = begun;
            failures = error == null ? 0 : failures + 1;
            failure = error;
            known |= error == null;
            long pause = Math.clamp((now - began) * PAUSE_PER_READING, LEAST_PAUSE, LONGEST_PAUSE);
            long next = refresh;
            if (error != null) {
                next = Math.min(refresh, FIRST_RETRY << Math.min(failures - 1, MOST_DOUBLINGS));
                pause = next;
            }
            pausedUntil = now + Math.min(pause, refresh);
            due = now + (long) (next * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        if (error != null && failures == 1 && !(error instanceof ShuttingDownException)) {
            LOG.atWarn().setCause(error).log("tenant catalog cannot be read; what is known of tenants goes on serving");
        }
    }

    private void tell(Placements before, Placements read) {
        if (!known || failure != null) {
            LOG.atInfo().addKeyValue("tenants", read.size()).log("tenant catalog read");
        }
        List<String> news = read.faults().stream()
                .filter(fault -> !before.faults().contains(fault))
                .toList();
        news.stream()
                .limit(MOST_FAULTS_LOGGED)
                .forEach(fault -> LOG.atWarn().addKeyValue("row", fault).log("row of the tenant catalog passed over"));
        if (news.size() > MOST_FAULTS_LOGGED) {
            LOG.atWarn()
                    .addKeyValue("more", news.size() - MOST_FAULTS_LOGGED)
                    .log("further rows of the tenant catalog passed over");
        }
    }
}
