package dal.core.admission;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one connection of a pool. It is given back once for each time that it was taken, by any thread; what comes after that does nothing, unless whoever had it has taken it
 * again.
 */
public final class Permit {

    /** Given while nobody waited: its time was not taken. */
    static final long UNTIMED = Long.MIN_VALUE;

    private static final AtomicIntegerFieldUpdater<Permit> TURN =
            AtomicIntegerFieldUpdater.newUpdater(Permit.class, "turn");

    /** Its caller has no turn with it: it is given back under the lock. */
    private static final int NONE = 0;

    /** In use, in its caller's turn. */
    private static final int GOING_ON = 1;

    /** Given back, and its caller's still if that one comes before somebody ends the rest. */
    private static final int RESTING = 2;

    private final Admission admission;
    final Party party;
    final Thread takenBy;
    final long takenAt;

    private volatile boolean left;

    /** When its caller was called for it; guarded by the admission's lock. */
    long calledAt;

    /** When its caller had woken up for it; {@link #UNTIMED} where it was awake. Written by that caller, before it gives it back. */
    long awakeAt = UNTIMED;

    /** {@link #UNTIMED} where nobody said. */
    volatile long usedSince = UNTIMED;

    // Guarded by the admission's lock: its neighbours among all that are held.
    @Nullable
    Permit before;

    @Nullable
    Permit after;

    boolean over;

    private volatile int turn;

    /** When the turn began; {@link #UNTIMED} before it has. Written under the lock, before the turn. */
    private long turnSince = UNTIMED;

    /** Written before it rests, by whoever has it. */
    private long restsSince;

    private int calls = 1;

    Permit(Admission admission, Party party, Thread taker, long takenAt) {
        this.admission = admission;
        this.party = party;
        this.takenBy = taker;
        this.takenAt = takenAt;
        this.calledAt = takenAt;
    }

    /** Whoever took it goes on without it, and another thread gives it back: it may wait for another one meanwhile. */
    public void leaveToAnother() {
        left = true;
    }

    /** Whoever took it, and goes on with it; null if that one left it to another. */
    @Nullable
    Thread taker() {
        return left ? null : takenBy;
    }

    boolean isHeldBy(Thread thread) {
        return thread.equals(taker());
    }

    /** A connection is used by it from then on, by {@link System#nanoTime()}. */
    public void usedSince(long nanos) {
        usedSince = nanos;
    }

    /** Lets the next caller have it. */
    public void giveBack() {
        admission.giveBack(this);
    }

    // --- its caller's turn ---

    boolean hadNoTurn() {
        return turnSince == UNTIMED;
    }

    /** It has been given back, and rests. */
    void beginTurn(long now) {
        usedSince = UNTIMED;
        turnSince = now;
        restsSince = now;
        turn = RESTING;
    }

    /** Whether it may rest once more when it is given back; {@link #rest} tells. Without the lock. */
    boolean hasTurn() {
        return turn == GOING_ON;
    }

    boolean isTurnOver(long now) {
        return now - turnSince >= Turns.LENGTH;
    }

    /** It is given back by its caller, without the lock: false if its turn is over, and it has to be given back under the lock. */
    boolean rest(long now) {
        if (isTurnOver(now) || !isHeldBy(Thread.currentThread())) {
            return false;
        }
        usedSince = UNTIMED;
        restsSince = now;
        return TURN.compareAndSet(this, GOING_ON, RESTING);
    }

    /** Its caller takes it again, without the lock: false if it is lost. */
    boolean goOn() {
        if (!TURN.compareAndSet(this, RESTING, GOING_ON)) {
            return false;
        }
        calls++;
        return true;
    }

    /** How often it was taken, in this turn. */
    int calls() {
        return calls;
    }

    /** Given back, and not taken again. */
    boolean isResting() {
        return turn == RESTING;
    }

    boolean restsFor(long nanos, long now) {
        return isResting() && (nanos == 0 || now - restsSince >= nanos);
    }

    /** Takes it from its caller, which has given it back; false if that one goes on with it. */
    boolean endRest() {
        return TURN.compareAndSet(this, RESTING, NONE);
    }

    /** When it was given back, where it rests or did. */
    long restsSince() {
        return restsSince;
    }

    /** Ends the turn, whether it rests, as is told, or is in use. */
    boolean stop() {
        return TURN.getAndSet(this, NONE) == RESTING;
    }

    /** It rests no more when it is given back; false if it rests already. */
    boolean endTurn() {
        return turn == NONE || TURN.compareAndSet(this, GOING_ON, NONE);
    }
}
