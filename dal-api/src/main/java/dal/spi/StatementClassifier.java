package dal.spi;

/** Tells what a statement does from what it is. Pure and thread-safe; callers keep its answers. */
@FunctionalInterface
public interface StatementClassifier {

    /**
     * Tells what is known of one text.
     *
     * @param sql the text as it would be sent, placeholders included
     * @param origin how it came about; plain SQL is never found to be a read
     */
    StatementTraits classify(String sql, Origin origin);

    /** How a statement came about. */
    enum Origin {
        /** A SELECT built with jOOQ's DSL. */
        MODEL,
        /** Anything else. */
        TEXT
    }
}
