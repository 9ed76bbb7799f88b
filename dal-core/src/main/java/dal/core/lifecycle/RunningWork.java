package dal.core.lifecycle;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The work that holds a connection at the moment. Every statement comes and goes here and hardly anybody looks, so each thread has a few places of its own, in which it writes
 * nothing but a reference; where those are taken, the work is kept in a set. Thread-safe.
 */
final class RunningWork {

    /** A power of two. */
    private static final int PLACES = 512;

    /** As many references lie in one line of a processor's cache: threads with neighbouring numbers write to different ones. */
    private static final int APART = 16;

    /** How many places a thread tries. */
    private static final int TRIES = 4;

    private final AtomicReferenceArray<@Nullable Running> places = new AtomicReferenceArray<>(PLACES);
    private final Set<Running> others = ConcurrentHashMap.newKeySet();

    void add(Running work) {
        int first = first(work);
        for (int i = first; i < first + TRIES; i++) {
            if (places.compareAndSet(i & (PLACES - 1), null, work)) {
                return;
            }
        }
        others.add(work);
    }

    /** Whether it was in here: of several that remove the same work, one is told so. */
    boolean remove(Running work) {
        int first = first(work);
        for (int i = first; i < first + TRIES; i++) {
            if (places.compareAndSet(i & (PLACES - 1), work, null)) {
                return true;
            }
        }
        return others.remove(work);
    }

    @SuppressWarnings("ReferenceEquality") // The very one.
    boolean contains(Running work) {
        int first = first(work);
        for (int i = first; i < first + TRIES; i++) {
            if (places.get(i & (PLACES - 1)) == work) {
                return true;
            }
        }
        return others.contains(work);
    }

    /** All there is now. */
    Set<Running> now() {
        Set<Running> now = new HashSet<>(others);
        for (int i = 0; i < PLACES; i++) {
            Running work = places.get(i);
            if (work != null) {
                now.add(work);
            }
        }
        return now;
    }

    /** By the thread that took the connection, whoever asks. */
    private static int first(Running work) {
        long thread = work.taker().threadId();
        return (int) (thread * APART + thread / (PLACES / APART) * TRIES) & (PLACES - 1);
    }
}
