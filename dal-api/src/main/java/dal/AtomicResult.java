package dal;

import java.util.List;
import java.util.Objects;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;

/** What each statement of {@link Database#atomic} did. Its own lists do not change; a {@link Result} in it is jOOQ's, and as mutable as any. */
public final class AtomicResult {

    private final List<Query> statements;
    private final List<Effect> effects;

    /**
     * What statements did.
     *
     * @param statements as they were given
     * @param effects of each, in the same order
     */
    public AtomicResult(List<? extends Query> statements, List<Effect> effects) {
        if (statements.size() != effects.size()) {
            throw new IllegalArgumentException(
                    statements.size() + " statements cannot have " + effects.size() + " effects");
        }
        this.statements = List.copyOf(statements);
        this.effects = List.copyOf(effects);
    }

    /** What each statement did, in the order they were given. */
    public List<Effect> effects() {
        return effects;
    }

    /**
     * How many rows a statement changed, or returned.
     *
     * @throws IllegalArgumentException if it is none of them, or stands among them more than once
     */
    public long count(Query statement) {
        return effect(statement).count();
    }

    /**
     * The rows that a statement returned, of the statement's own type, as its {@code fetch()} would return them.
     *
     * @throws IllegalArgumentException if it is none of them, stands among them more than once, or returns no rows
     */
    @SuppressWarnings("unchecked") // The rows were read as those of this statement.
    public <R extends Record> Result<R> rows(ResultQuery<R> statement) {
        Result<?> rows = effect(statement).rows();
        if (rows == null) {
            throw new IllegalArgumentException("The statement returns no rows");
        }
        return (Result<R>) rows;
    }

    /** Statements are told apart by identity: jOOQ compares them by rendering both. */
    @SuppressWarnings("ReferenceEquality")
    private Effect effect(Query statement) {
        Objects.requireNonNull(statement, "statement");
        Effect found = null;
        for (int i = 0; i < effects.size(); i++) {
            if (statements.get(i) == statement) {
                if (found != null) {
                    throw new IllegalArgumentException(
                            "The statement stands among them more than once: look at effects() by position");
                }
                found = effects.get(i);
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("The statement is none of those applied");
        }
        return found;
    }

    /**
     * What one statement did.
     *
     * @param count how many rows it changed, or returned
     * @param rows what it returned; null if it returns no rows
     */
    public record Effect(long count, @Nullable Result<?> rows) {}
}
