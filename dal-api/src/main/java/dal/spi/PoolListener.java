package dal.spi;

import dal.status.PoolName;
import dal.status.PoolStatus;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hears of pools. Whatever it throws is swallowed. */
public interface PoolListener {

    /**
     * A pool was opened.
     *
     * @param status what it looks like whenever asked; no I/O
     */
    void opened(PoolName pool, Supplier<PoolStatus> status);

    /** A pool was closed. */
    void closed(PoolName pool);

    /** A connection was made, and logged in. */
    default void connected(PoolName pool, Duration took) {}

    /** A connection could not be made. */
    default void connectFailed(PoolName pool, @Nullable String sqlState) {}

    /** A call was given a connection. On the caller's thread, like {@link #released}: it has to be brief. */
    default void acquired(PoolName pool, long waitedNanos) {}

    /** A call gave its connection back. */
    default void released(PoolName pool, long usedNanos) {}

    /** A connection was closed. */
    default void removed(PoolName pool, Removal why) {}

    /** Why a connection was closed. */
    enum Removal {
        /** It was idle for longer than the pool keeps one. */
        IDLE,
        /** It reached the age at which it is replaced. */
        AGED,
        /** It was dead, or in a state it may not be given out in. */
        BROKEN,
        /** The pool was closed, made smaller, or lost its node. */
        POOL
    }
}
