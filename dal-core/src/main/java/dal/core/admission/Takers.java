package dal.core.admission;

/**
 * Which threads may hold a permit: so many counts, of which each thread has one by its number, with others. Whoever waits has to be known to hold none, and looking at all that
 * are held is most of what waiting costs the lock. Guarded by the admission's lock.
 */
final class Takers {

    /** A power of two. */
    private static final int PLACES = 256;

    private final int[] counts = new int[PLACES];

    /**
     * Which of so many places is a thread's, by its number: others have it too.
     *
     * @param places a power of two
     */
    static int place(Thread thread, int places) {
        return (int) thread.threadId() & (places - 1);
    }

    void add(Thread thread) {
        counts[place(thread, PLACES)]++;
    }

    void remove(Thread thread) {
        counts[place(thread, PLACES)]--;
    }

    /** Whether that thread may hold one; where it does not, none is held by it. */
    boolean mayHave(Thread thread) {
        return counts[place(thread, PLACES)] > 0;
    }
}
