package dal.core.admission;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one connection of a pool. It is given back once for each time that it was taken, by any thread; what comes after that does nothing, unless whoever had it has taken it
 * again.
 */
public final class Permit {

    /** Given while nobody waited: its time was not taken. */
    static final long UNTIMED = Long.MIN_VALUE;

    private final Admission admission;
    final Party party;
    final Thread takenBy;
    final long takenAt;

    private volatile boolean left;

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

    /** Its caller's; null before that begins. Written once, under the lock, by whoever has it. */
    private @Nullable Turn turn;

    Permit(Admission admission, Party party, Thread taker, long takenAt) {
        this.admission = admission;
        this.party = party;
        this.takenBy = taker;
        this.takenAt = takenAt;
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
        return turn == null;
    }

    /** It has been given back, and rests. */
    void beginTurn(long now) {
        usedSince = UNTIMED;
        turn = new Turn(now);
    }

    /** Whether it may rest once more when it is given back; {@link #rest} tells. Without the lock. */
    boolean hasTurn() {
        return is(Turn.GOING_ON);
    }

    boolean isTurnOver(long now) {
        return turn == null || now - turn.since >= Turns.LENGTH;
    }

    /** It is given back by its caller, without the lock: false if its turn is over, and it has to be given back under the lock. */
    boolean rest(long now) {
        Turn own = turn;
        if (own == null || isTurnOver(now) || !isHeldBy(Thread.currentThread())) {
            return false;
        }
        usedSince = UNTIMED;
        own.restsSince = now;
        return own.compareAndSet(Turn.GOING_ON, Turn.RESTING);
    }

    /** Its caller takes it again, without the lock: false if it is lost. */
    boolean goOn() {
        Turn own = turn;
        if (own == null || !own.compareAndSet(Turn.RESTING, Turn.GOING_ON)) {
            return false;
        }
        own.calls++;
        return true;
    }

    /** How often it was taken, in this turn. */
    int calls() {
        return turn == null ? 1 : turn.calls;
    }

    private boolean is(int state) {
        Turn own = turn;
        return own != null && own.get() == state;
    }

    boolean restsFor(long nanos, long now) {
        return is(Turn.RESTING) && (nanos == 0 || now - restsSince() >= nanos);
    }

    /** Takes it from its caller, which has given it back; false if that one goes on with it. */
    boolean endRest() {
        Turn own = turn;
        return own != null && own.compareAndSet(Turn.RESTING, Turn.NONE);
    }

    /** When it was given back, where it rests or did. */
    long restsSince() {
        return turn == null ? UNTIMED : turn.restsSince;
    }

    /** Ends the turn, whether it rests, as is told, or is in use. */
    boolean stop() {
        Turn own = turn;
        return own != null && own.getAndSet(Turn.NONE) == Turn.RESTING;
    }

    /** It rests no more when it is given back; false if it rests already. */
    boolean endTurn() {
        Turn own = turn;
        return own == null || own.get() == Turn.NONE || own.compareAndSet(Turn.GOING_ON, Turn.NONE);
    }

    /** What a permit is between its caller and whoever ends that one's rest: an object of its own, since few permits have one. */
    private static final class Turn extends AtomicInteger {

        private static final long serialVersionUID = 1;

        /** Over: the permit is given back under the lock. */
        static final int NONE = 0;

        /** In use. */
        static final int GOING_ON = 1;

        /** Given back, and its caller's still if that one comes before somebody ends the rest. */
        static final int RESTING = 2;

        final long since;

        /** Written before it rests, by whoever has it. */
        long restsSince;

        int calls = 1;

        Turn(long now) {
            super(RESTING);
            since = now;
            restsSince = now;
        }
    }
}
