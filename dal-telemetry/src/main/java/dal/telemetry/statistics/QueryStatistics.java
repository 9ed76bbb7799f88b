package dal.telemetry.statistics;

import dal.cluster.Role;
import dal.spi.Execution;
import dal.spi.Outcome;
import dal.telemetry.internal.statement.StatementDescription;
import dal.telemetry.internal.watch.ExecutionWatcher;
import dal.telemetry.internal.watch.WatchedExecution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Statistics of statements, batches, COMMITs and ROLLBACKs by their shape, as this process saw them: statements that differ only in the length of their lists
 * of values are one. A statement that was run once more on another node counts once, with all its time.
 *
 * <p>Bounded: where there are more shapes than fit, those with the least total time make room, a sixteenth of all at once, and what they counted goes to one
 * entry called {@value StatementStatistics#OTHER}. So totals are right at any time. Thread-safe; no round trips.
 */
public final class QueryStatistics implements ExecutionWatcher {

    private static final int SHARE_THAT_MAKES_ROOM = 16;

    private final int capacity;
    private final ReentrantLock changing = new ReentrantLock();
    private final ConcurrentHashMap<String, Tally> tallies = new ConcurrentHashMap<>();
    private volatile Tally other = rest();

    /**
     * Of up to so many shapes.
     *
     * @param capacity how many are kept by themselves; at least one
     */
    public QueryStatistics(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("Statistics are kept of at least one statement, not of " + capacity);
        }
        this.capacity = capacity;
    }

    /** Those with the most of something, {@value StatementStatistics#OTHER} among them where statements had to make room. */
    public List<StatementStatistics> top(Column by, int limit) {
        List<StatementStatistics> all = new ArrayList<>(tallies.size() + 1);
        tallies.values().forEach(tally -> all.add(tally.snapshot()));
        StatementStatistics rest = other.snapshot();
        if (rest.calls() > 0) {
            all.add(rest);
        }
        all.sort(by.mostFirst());
        return List.copyOf(all.subList(0, Math.min(Math.max(0, limit), all.size())));
    }

    /** Begins anew. What ends meanwhile may be counted on either side. */
    public void reset() {
        changing.lock();
        try {
            Tally discarded = rest();
            tallies.values().forEach(tally -> tally.retireInto(discarded));
            tallies.clear();
            other = rest();
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void finished(WatchedExecution watched, Outcome outcome) {
        Execution execution = watched.execution();
        switch (execution.kind()) {
            case STATEMENT, BATCH, COMMIT, ROLLBACK -> count(watched.description(), execution.role(), outcome);
            case RERUN, HEDGE, CONNECTION, TRANSACTION -> {
                // Part of a statement, or made of some.
            }
        }
    }

    private void count(StatementDescription statement, Role role, Outcome outcome) {
        Tally known = tallies.get(statement.fingerprint());
        // One that had to make room just now is made anew, or counted with the rest.
        if (known != null && known.add(role, outcome)) {
            return;
        }
        if (!admit(statement).add(role, outcome)) {
            var unused = other.add(role, outcome);
        }
    }

    private Tally admit(StatementDescription statement) {
        changing.lock();
        try {
            Tally known = tallies.get(statement.fingerprint());
            if (known != null) {
                return known;
            }
            if (tallies.size() >= capacity) {
                makeRoom();
            }
            Tally made = new Tally(statement.fingerprint(), statement.summary(), statement.shape());
            tallies.put(statement.fingerprint(), made);
            return made;
        } finally {
            changing.unlock();
        }
    }

    private void makeRoom() {
        List<Candidate> candidates = new ArrayList<>(tallies.size());
        // Their totals go on growing while they are compared.
        tallies.forEach((fingerprint, tally) -> candidates.add(new Candidate(fingerprint, tally.total())));
        candidates.sort(Comparator.comparingLong(Candidate::total));
        for (Candidate leaving : candidates.subList(0, Math.max(1, capacity / SHARE_THAT_MAKES_ROOM))) {
            Objects.requireNonNull(tallies.remove(leaving.fingerprint), "leaving")
                    .retireInto(other);
        }
    }

    private static Tally rest() {
        return new Tally(StatementStatistics.OTHER, StatementStatistics.OTHER, StatementStatistics.OTHER);
    }

    private record Candidate(String fingerprint, long total) {}
}
