package dal.testing.mock;

import dal.spi.StatementTraits.Access;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.DDLQuery;
import org.jooq.Delete;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jooq.Insert;
import org.jooq.Merge;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.Truncate;
import org.jooq.Update;
import org.jspecify.annotations.Nullable;

/** Tells reads from writes by jOOQ's model of a statement. Plain SQL has no model: nobody can tell. */
final class ModelAccess {

    /** Row locks and writing common table expressions, which the model of a SELECT does not show: found in the text that jOOQ rendered from it. */
    private static final Pattern WRITES_OR_LOCKS = Pattern.compile(
            "\\bfor (no key )?update\\b|\\bfor (key )?share\\b|\\bas (not )?(materialized )?\\(\\s*(insert|update|delete|merge)\\b",
            Pattern.CASE_INSENSITIVE);

    private ModelAccess() {}

    /** What a statement does that has been rendered. */
    static Access of(ExecuteContext context) {
        if (context.type() == ExecuteType.BATCH) {
            boolean writes = Stream.of(context.batchQueries()).anyMatch(ModelAccess::writes);
            return writes ? Access.WRITE : Access.UNKNOWN;
        }
        Query query = context.query();
        if (query instanceof Select<?> select) {
            String sql = context.sql();
            boolean changes = select.$intoTable() != null
                    || (sql != null && WRITES_OR_LOCKS.matcher(sql).find());
            return changes ? Access.WRITE : Access.READ;
        }
        return writes(query) ? Access.WRITE : Access.UNKNOWN;
    }

    private static boolean writes(@Nullable Query query) {
        return query instanceof Insert
                || query instanceof Update
                || query instanceof Delete
                || query instanceof Merge
                || query instanceof Truncate
                || query instanceof DDLQuery;
    }
}
