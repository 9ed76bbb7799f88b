package dal.core.execution;

import dal.cluster.ClusterName;
import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.Consistency.AtLeast;
import dal.consistency.Consistency.BoundedStaleness;
import dal.consistency.Consistency.Eventual;
import dal.consistency.Consistency.Strong;
import dal.consistency.LogPosition;
import dal.error.InvalidTokenException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How fresh the reads of one database are, and what it has seen. Thread-safe. */
public sealed interface Freshness {

    /** The consistency of a read that asks for {@code asked}; null if it asks for none itself. */
    Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked);

    /** The consistency of what only the primary does. */
    default Consistency ofWrite(ClassRuntime tenantClass) {
        requireComparable(tenantClass);
        return Consistency.strong();
    }

    /**
     * Refuses work whose positions cannot be compared with what was seen.
     *
     * @throws InvalidTokenException if it goes to another cluster
     */
    void requireComparable(ClassRuntime tenantClass);

    /** Whether it wants to be told positions. */
    boolean tracks();

    /** Something up to here was written or seen. */
    void saw(LogPosition position);

    /** Something up to here was seen on a replica. */
    void sawReplayed(LogPosition position);

    /**
     * How long ago a replica has shown it something new, in nanoseconds: for a moment the primary may not show it yet. {@link Long#MAX_VALUE} if none has.
     */
    long sinceReplayed();

    /** What a read asks for, if it may: a token has to be of the tenant's cluster. */
    private static Consistency checked(ClassRuntime tenantClass, Consistency asked) {
        CommitToken token = asked instanceof AtLeast(CommitToken least)
                ? least
                : asked instanceof BoundedStaleness bounded ? bounded.seen() : null;
        if (token != null && !token.cluster().equals(tenantClass.config().cluster())) {
            throw InvalidTokenException.foreign(
                    token.cluster(), tenantClass.config().cluster());
        }
        return asked;
    }

    /** The class's own consistency; remembers nothing. */
    enum OfClass implements Freshness {
        INSTANCE;

        @Override
        public Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked) {
            return asked == null ? tenantClass.config().consistency() : checked(tenantClass, asked);
        }

        @Override
        public void requireComparable(ClassRuntime tenantClass) {
            // Nothing was seen.
        }

        @Override
        public boolean tracks() {
            return false;
        }

        @Override
        public void saw(LogPosition position) {
            // Nobody asks later.
        }

        @Override
        public void sawReplayed(LogPosition position) {
            // Nobody asks later.
        }

        @Override
        public long sinceReplayed() {
            return Long.MAX_VALUE;
        }
    }

    /**
     * A block's of reads: as its database's, and no older than what its own statements have seen. What they see, its database sees.
     */
    final class OfBlock implements Freshness {

        private final Freshness outer;
        private final AtomicReference<LogPosition> seen = new AtomicReference<>(LogPosition.ORIGIN);
        private final Replayed replayed = new Replayed();

        public OfBlock(Freshness outer) {
            this.outer = outer;
        }

        /** What its statements have seen up to now. */
        public LogPosition seen() {
            return seen.get();
        }

        @Override
        public Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked) {
            Consistency wanted = outer.ofRead(tenantClass, asked);
            LogPosition position = seen.get();
            if (position.equals(LogPosition.ORIGIN)) {
                return wanted;
            }
            CommitToken own = new CommitToken(tenantClass.config().cluster(), position);
            return switch (wanted) {
                case Strong strong -> strong;
                case Eventual eventual -> Consistency.atLeast(own);
                case AtLeast(CommitToken token) -> Consistency.atLeast(token.max(own));
                case BoundedStaleness(Duration limit, @Nullable CommitToken token) ->
                    new BoundedStaleness(limit, token == null ? own : token.max(own));
            };
        }

        @Override
        public void requireComparable(ClassRuntime tenantClass) {
            outer.requireComparable(tenantClass);
        }

        @Override
        public boolean tracks() {
            return true;
        }

        @Override
        public void saw(LogPosition position) {
            seen.accumulateAndGet(position, OfBlock::later);
            outer.saw(position);
        }

        @Override
        public void sawReplayed(LogPosition position) {
            replayed.moved(seen.get(), position);
            seen.accumulateAndGet(position, OfBlock::later);
            outer.sawReplayed(position);
        }

        @Override
        public long sinceReplayed() {
            return Math.min(replayed.since(), outer.sinceReplayed());
        }

        private static LogPosition later(LogPosition before, LogPosition now) {
            return before.compareTo(now) >= 0 ? before : now;
        }
    }

    /** A session's: at least as fresh as all it has written and seen, unless a read asks for less by name. */
    final class OfSession implements Freshness {

        private final AtomicReference<CommitToken> seen;
        private final Replayed replayed = new Replayed();

        public OfSession(CommitToken start) {
            this.seen = new AtomicReference<>(start);
            // Whoever handed the token over may have read it from a replica.
            replayed.moved(LogPosition.ORIGIN, start.position());
        }

        /** What was written and seen up to now. */
        public CommitToken token() {
            return seen.get();
        }

        @Override
        public Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked) {
            requireComparable(tenantClass);
            CommitToken own = seen.get();
            if (asked instanceof AtLeast(CommitToken token)) {
                return Consistency.atLeast(own.max(token));
            }
            Consistency wanted = asked == null ? tenantClass.config().consistency() : asked;
            return switch (wanted) {
                case Strong strong -> strong;
                case BoundedStaleness(Duration limit, @Nullable CommitToken token) ->
                    new BoundedStaleness(limit, token == null ? own : own.max(token));
                case Eventual eventual -> asked == null ? Consistency.atLeast(own) : eventual;
                case AtLeast atLeast -> atLeast;
            };
        }

        @Override
        public void requireComparable(ClassRuntime tenantClass) {
            ClusterName own = seen.get().cluster();
            if (!own.equals(tenantClass.config().cluster())) {
                throw InvalidTokenException.moved(own, tenantClass.config().cluster());
            }
        }

        @Override
        public boolean tracks() {
            return true;
        }

        @Override
        public void saw(LogPosition position) {
            seen.updateAndGet(before ->
                    before.position().compareTo(position) >= 0 ? before : new CommitToken(before.cluster(), position));
        }

        @Override
        public void sawReplayed(LogPosition position) {
            replayed.moved(seen.get().position(), position);
            saw(position);
        }

        @Override
        public long sinceReplayed() {
            return replayed.since();
        }
    }

    /** When a replica last showed something new. Thread-safe. */
    final class Replayed {

        private volatile boolean ever;
        private volatile long at;

        private Replayed() {}

        private void moved(LogPosition before, LogPosition now) {
            if (before.compareTo(now) < 0) {
                at = System.nanoTime();
                ever = true;
            }
        }

        private long since() {
            return ever ? System.nanoTime() - at : Long.MAX_VALUE;
        }
    }
}
