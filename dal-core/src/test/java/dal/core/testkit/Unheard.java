package dal.core.testkit;

import dal.consistency.LogPosition;
import dal.core.connection.PositionSink;

/** Nobody wants to know the position. */
public final class Unheard implements PositionSink {

    @Override
    public boolean wanted() {
        return false;
    }

    @Override
    public void accept(LogPosition position) {}

    @Override
    public void acceptReplayed(LogPosition position) {}
}
