package dal.consistency;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How fresh a read has to be. */
public sealed interface Consistency {

    /** As fresh as the primary: the primary answers. */
    static Consistency strong() {
        return Strong.INSTANCE;
    }

    /** At least as fresh as the token says: a replica that has replayed that much answers, else the primary. */
    static Consistency atLeast(CommitToken token) {
        return new AtLeast(token);
    }

    /**
     * What was committed that long ago is seen: a replica known to be that fresh answers, else the primary. How fresh a replica is, is known from observations: a
     * limit shorter than their interval leaves the primary alone.
     */
    static Consistency boundedStaleness(Duration limit) {
        return new BoundedStaleness(limit, null);
    }

    /** As fresh as the replica that answers happens to be. */
    static Consistency eventual() {
        return Eventual.INSTANCE;
    }

    /** See {@link Consistency#strong()}. */
    enum Strong implements Consistency {
        INSTANCE
    }

    /** See {@link Consistency#eventual()}. */
    enum Eventual implements Consistency {
        INSTANCE
    }

    /**
     * See {@link Consistency#boundedStaleness(Duration)}.
     *
     * @param limit the age from which on commits are seen
     * @param seen no older than this either, what a session has written and seen; null outside one
     */
    record BoundedStaleness(Duration limit, @Nullable CommitToken seen) implements Consistency {
        public BoundedStaleness {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException(
                        "A bound of staleness has to be positive, not " + limit + "; strong() asks for none at all");
            }
        }
    }

    /** See {@link Consistency#atLeast(CommitToken)}. */
    record AtLeast(CommitToken token) implements Consistency {
        public AtLeast {
            Objects.requireNonNull(token, "token");
        }
    }
}
