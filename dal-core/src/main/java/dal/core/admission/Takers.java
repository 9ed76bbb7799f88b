package dal.core.admission;

/**
 * Which threads may hold a permit: so many counts, of which each thread has one by its number, with others. Whoever waits has to be known to hold none, and looking at all that
 * are held is most of what waiting costs the lock. Guarded by the admission's lock.
 */
final class Takers {

    /** A power of two. */
    private static final int PLACES = 256;

    private final int[] counts = new int[PLACES];

    /** Where a thread is counted. */
    private static int place(Thread thread) {
        return (int) thread.threadId() & (PLACES - 1);
    }

    void add(Thread thread) {
        counts[place(thread)]++;
    }

    void remove(Thread thread) {
        counts[place(thread)]--;
    }

    /** Whether that thread may hold one; where it does not, none is held by it. */
    boolean mayHave(Thread thread) {
        return counts[place(thread)] > 0;
    }
}
