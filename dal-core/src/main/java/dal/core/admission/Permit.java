package dal.core.admission;

import org.jspecify.annotations.Nullable;

/** The right to use one connection of a pool. It is given back once, by any thread; what comes after that does nothing. */
public final class Permit {

    /** Given while nobody waited: its time was not taken. */
    static final long UNTIMED = Long.MIN_VALUE;

    private final Admission admission;
    final Party party;
    final long takenAt;
    private volatile @Nullable Thread taker;

    /** Where the {@link Takers} count it. */
    final int taken;

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

    /** Since when its holder has its turn; {@link #UNTIMED} where that begins when it ends. */
    long turn = UNTIMED;

    Permit(Admission admission, Party party, Thread taker, long takenAt) {
        this.admission = admission;
        this.party = party;
        this.taker = taker;
        this.taken = Takers.place(taker);
        this.takenAt = takenAt;
        this.calledAt = takenAt;
    }

    /** Whoever took it goes on without it, and another thread gives it back: it may wait for another one meanwhile. */
    public void leaveToAnother() {
        taker = null;
    }

    /** Whoever took it, and goes on with it; null if that one left it to another. */
    @Nullable
    Thread taker() {
        return taker;
    }

    boolean isHeldBy(Thread thread) {
        return thread.equals(taker);
    }

    /** A connection is used by it from then on, by {@link System#nanoTime()}. */
    public void usedSince(long nanos) {
        usedSince = nanos;
    }

    /** Lets the next caller have it. */
    public void giveBack() {
        admission.giveBack(this);
    }
}
