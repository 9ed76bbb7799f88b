package dal.core.execution;

import dal.consistency.LogPosition;
import dal.core.connection.PositionSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who are told the position behind a commit: who began the work, and every session whose work joined it. Thread-safe. */
final class Audience implements PositionSink {

    private final Freshness first;
    private final List<Freshness> joined = new CopyOnWriteArrayList<>();

    Audience(Freshness first) {
        this.first = first;
    }

    void join(Freshness freshness) {
        if (freshness.tracks() && freshness != first && !joined.contains(freshness)) {
            joined.add(freshness);
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
