package dal.spi;

import dal.error.PoolExhaustedException;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.status.PoolStatus;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hears of pools, on whichever thread it happens: it has to be brief, and thread-safe. Whatever it throws is swallowed. */
public interface PoolListener {

    /**
     * A pool was opened: for the first time, or again after it was closed.
     *
     * @param status what it looks like whenever asked; no I/O
     */
    void opened(PoolName pool, Supplier<PoolStatus> status);

    /** A pool was closed: for want of use, with its node's role, or at shutdown. Connections it still had may be {@link #removed} a moment later. */
    void closed(PoolName pool);

    /** A connection was made, and logged in. */
    default void connected(PoolName pool, Duration took) {}

    /**
     * A connection could not be made, by a server that is not known to be lost.
     *
     * @param sqlState what it failed with, where that is known
     */
    default void connectFailed(PoolName pool, @Nullable String sqlState) {}

    /**
     * A call was given a connection. On the caller's thread, like {@link #released}; where no listener overrides either, neither costs anything.
     *
     * @param waitedNanos since it asked for one
     */
    default void acquired(PoolName pool, long waitedNanos) {}

    /**
     * A call gave its connection back, or had it closed.
     *
     * @param usedNanos since it was given it
     */
    default void released(PoolName pool, long usedNanos) {}

    /**
     * A call was given no connection: it waited too long, or was not let wait. On the caller's thread. A pool whose server lets nobody in tells {@link
     * #connectFailed} instead.
     */
    default void refused(PoolName pool, PoolExhaustedException.Reason why) {}

    /** A connection is held for longer than the process allows; told once, while it is. */
    default void heldTooLong(HeldConnection held) {}

    /** A connection was closed, whoever decided so. */
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
