package dal.benchmarks.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The log of one timeline: what was committed on it, and when; up to where it forked off it is its parent's. Two promotions from one parent make two branches of one
 * number, which nobody who sees only numbers can tell apart. Not thread-safe.
 */
final class Branch {

    private static final long ORIGIN = 1_000;

    private final int number;
    private final @Nullable Branch parent;
    private final long fork;
    private long[] times = new long[64];
    private long[] ends = new long[64];
    private int size;

    private Branch(int number, @Nullable Branch parent, long fork) {
        this.number = number;
        this.parent = parent;
        this.fork = fork;
    }

    static Branch first() {
        return new Branch(1, null, ORIGIN);
    }

    /** The timeline that a promotion starts, of a server that has replayed this one up to there. */
    Branch promoted(long replayed) {
        return new Branch(number + 1, this, replayed);
    }

    int number() {
        return number;
    }

    /** Where it begins. */
    long fork() {
        return fork;
    }

    long end() {
        return size == 0 ? fork : ends[size - 1];
    }

    /** Commits so many bytes and gives the end of the log. Time does not go backwards. */
    long commit(long now, long bytes) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size] = end() + bytes;
        times[size] = now;
        return ends[size++];
    }

    /** How far the log went at that moment, its own part and what came before. */
    long endAt(long moment) {
        if (size == 0 || times[0] > moment) {
            return parent == null ? fork : Math.min(fork, parent.endAt(moment));
        }
        int found = Arrays.binarySearch(times, 0, size, moment);
        if (found < 0) {
            return ends[-found - 2];
        }
        while (found + 1 < size && times[found + 1] == moment) {
            found++;
        }
        return ends[found];
    }

    /** Whether that one descends from another branch of this one's number, or is one. */
    boolean isNamesakeIn(Branch other) {
        Branch here = other;
        while (here.parent != null && here.number > number) {
            here = here.parent;
        }
        return here != this && here.number == number;
    }

    /** A place in the log, said by the branch that it was written on. */
    record Point(Branch branch, long end) {

        /** Whether whoever has this log up to there has that point in it. */
        boolean holds(Point other) {
            long shared = end;
            Branch here = branch;
            while (here != other.branch) {
                if (here.parent == null) {
                    return false;
                }
                shared = Math.min(shared, here.fork);
                here = here.parent;
            }
            return other.end <= shared;
        }
    }

    /** The place, by the branch that it was written on. */
    Point point(long position) {
        Branch here = this;
        while (here.parent != null && position <= here.fork) {
            here = here.parent;
        }
        return new Point(here, position);
    }
}
