package dal.consistency;

import java.util.Objects;

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

    /** See {@link Consistency#atLeast(CommitToken)}. */
    record AtLeast(CommitToken token) implements Consistency {
        public AtLeast {
            Objects.requireNonNull(token, "token");
        }
    }
}
