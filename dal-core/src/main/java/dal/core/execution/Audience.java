package dal.core.execution;

import dal.consistency.LogPosition;
import dal.core.connection.PositionSink;
import java.util.List;
import java.util.stream.Stream;

/** Those who are told the position behind a commit: who began the work, and every session whose work joined it. Thread-safe. */
final class Audience implements PositionSink {

    static final Audience NOBODY = new Audience(Freshness.OfClass.INSTANCE);

    private final Freshness first;

    /** Another list with each that joins: few do, and most work has none. */
    private volatile List<Freshness> joined = List.of();

    private Audience(Freshness first) {
        this.first = first;
    }

    /** Those of work that was begun so: of a statement whose database keeps nothing it is nobody, and stays so. */
    static Audience of(Freshness first, Work work) {
        return work.library() || first.tracks() ? new Audience(first) : NOBODY;
    }

    synchronized void join(Freshness freshness) {
        if (this == NOBODY) {
            throw new IllegalStateException("Nobody joins a statement");
        }
        if (freshness.tracks() && freshness != first && !joined.contains(freshness)) {
            joined = Stream.concat(joined.stream(), Stream.of(freshness)).toList();
        }
    }

    @Override
    public boolean wanted() {
        return first.tracks() || !joined.isEmpty();
    }

    @Override
    public void accept(LogPosition position) {
        first.saw(position);
        joined.forEach(freshness -> freshness.saw(position));
    }

    @Override
    public void acceptReplayed(LogPosition position) {
        first.sawReplayed(position);
        joined.forEach(freshness -> freshness.sawReplayed(position));
    }
}
