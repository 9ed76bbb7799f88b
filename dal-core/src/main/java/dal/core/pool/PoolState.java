package dal.core.pool;

import dal.core.pool.NoConnectionException.Reason;

/** What a pool may do. */
enum PoolState {
    OPEN,
    LOST,
    /** Found again, and not connected yet: a server that has just started takes its time for the first connection, and other nodes answer at once. */
    WARMING,
    RETIRED,
    /** Closed since nobody used it. */
    PUT_AWAY;

    /** Whether it is over for good. */
    boolean isOver() {
        return this == RETIRED || this == PUT_AWAY;
    }

    /** Why it gives no connection. */
    Reason reason() {
        return switch (this) {
            case OPEN, LOST, WARMING -> Reason.LOST;
            case RETIRED -> Reason.RETIRED;
            case PUT_AWAY -> Reason.CLOSED;
        };
    }
}
