package dal.core.execution;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** The text observers are told of what jOOQ is about to execute. */
public final class StatementTexts {

    /** More of a mixed batch is not rendered: its text is for people. */
    private static final int MOST_OF_A_BATCH = 8;

    private StatementTexts() {}

    /**
     * The rendered text; of a mixed batch, which is rendered later and with its values in it, the different ones of its first statements, without their values.
     * Null where nobody watches.
     */
    public static @Nullable String of(ExecuteContext context, Observers observers) {
        if (observers.none()) {
            return null;
        }
        String rendered = context.sql();
        if (rendered != null || context.type() != ExecuteType.BATCH) {
            return rendered;
        }
        Query[] queries = context.batchQueries();
        Set<String> texts = new LinkedHashSet<>();
        for (int i = 0; i < Math.min(queries.length, MOST_OF_A_BATCH); i++) {
            texts.add(queries[i].getSQL());
        }
        return texts.isEmpty() ? null : String.join("; ", texts);
    }
}
