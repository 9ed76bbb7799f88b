package dal.core.atomic;

import java.util.Locale;
import org.jooq.Named;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** A statement in two words, without any of its values: plain SQL may hold them in its text. */
final class Summary {

    private Summary() {}

    static String of(Query statement, String sql) {
        Named target = target(statement);
        return target == null ? command(sql) : command(sql) + " " + target.getName();
    }

    private static @Nullable Named target(Query statement) {
        Table<?> table = switch (statement) {
            case QOM.Insert<?> insert -> insert.$into();
            case QOM.Update<?> update -> update.$table();
            case QOM.Delete<?> delete -> delete.$from();
            case QOM.InsertReturning<?> returning -> returning.$insert().$into();
            case QOM.UpdateReturning<?> returning -> returning.$update().$table();
            case QOM.DeleteReturning<?> returning -> returning.$delete().$from();
            default -> null;
        };
        return table;
    }

    /** The first word of its text. */
    private static String command(String sql) {
        int end = 0;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return end == 0 ? "statement" : sql.substring(0, end).toUpperCase(Locale.ROOT);
    }
}
