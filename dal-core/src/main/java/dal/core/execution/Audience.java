package dal.core.execution;

import dal.consistency.LogPosition;
import dal.core.connection.PositionSink;
import java.util.List;
import java.util.stream.Stream;

/** Those who are told the position behind a commit: who began the work, and every session whose work joined it. Thread-safe. */
final class Audience implements PositionSink {

    private final Freshness first;

    /** Another list with each that joins: few do, and most work has none. */
    private volatile List<Freshness> joined = List.of();

    Audience(Freshness first) {
        this.first = first;
    }

    synchronized void join(Freshness freshness) {
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
