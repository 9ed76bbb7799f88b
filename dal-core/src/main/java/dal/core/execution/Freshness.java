package dal.core.execution;

import dal.consistency.CommitToken;
import dal.consistency.Consistency;
import dal.consistency.Consistency.AtLeast;
import dal.consistency.Consistency.Strong;
import dal.consistency.LogPosition;
import dal.error.ErrorContext;
import dal.error.InvalidTokenException;
import dal.error.InvalidUseException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How fresh the reads of one tenant's database are, and what it has seen. Thread-safe. */
public sealed interface Freshness {

    /** The consistency of a read that asks for {@code asked}; null if it asks for none itself. */
    Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked);

    /** Whether it wants to be told positions. */
    boolean tracks();

    /** Something up to here was written or seen. */
    void saw(LogPosition position);

    /** What a read asks for, if it may: a token has to be of the tenant's cluster. */
    private static Consistency checked(ClassRuntime tenantClass, Consistency asked) {
        if (asked instanceof AtLeast(CommitToken token)
                && !token.cluster().equals(tenantClass.config().cluster())) {
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
        public boolean tracks() {
            return false;
        }

        @Override
        public void saw(LogPosition position) {
            // Nobody asks later.
        }
    }

    /** A session's: at least as fresh as all it has written and seen, unless a read asks for less by name. */
    final class OfSession implements Freshness {

        private final AtomicReference<CommitToken> seen;

        public OfSession(CommitToken start) {
            this.seen = new AtomicReference<>(start);
        }

        /** What was written and seen up to now. */
        public CommitToken token() {
            return seen.get();
        }

        @Override
        public Consistency ofRead(ClassRuntime tenantClass, @Nullable Consistency asked) {
            CommitToken own = seen.get();
            if (!own.cluster().equals(tenantClass.config().cluster())) {
                throw new InvalidUseException(
                        "The tenant moved from cluster '" + own.cluster() + "' to '"
                                + tenantClass.config().cluster() + "' while this session was open: begin a new session",
                        ErrorContext.NONE,
                        null);
            }
            if (asked instanceof AtLeast(CommitToken token)) {
                return Consistency.atLeast(own.max(token));
            }
            if (asked != null) {
                return asked;
            }
            return tenantClass.config().consistency() instanceof Strong
                    ? Consistency.strong()
                    : Consistency.atLeast(own);
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
    }
}
