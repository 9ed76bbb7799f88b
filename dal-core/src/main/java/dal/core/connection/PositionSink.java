package dal.core.connection;

import dal.consistency.LogPosition;

/** Takes the position behind a commit. */
public interface PositionSink {

    /** Whether anybody wants it. Asked when the commit is sent, so work that joined a transaction is heard. */
    boolean wanted();

    /** Everything up to here was committed or seen on the primary. */
    void accept(LogPosition position);

    /** Everything up to here was seen on a replica. */
    void acceptReplayed(LogPosition position);
}
