package dal.routing.classification;

import java.util.Set;

/** What stands before an opening bracket: a function's name, or something that is none. */
enum Call {
    /** A function of {@code pg_catalog} that a read may call, or no call at all. */
    HARMLESS,
    /** A function of {@code pg_catalog} that changes or locks something. */
    WRITES,
    /** Any other function, or nothing that is understood. */
    UNKNOWN;

    /** Functions known to write; a list for good errors, not for safety: what is on no list is no provable read either. */
    private static final Set<String> WRITERS = Set.of(
            "nextval",
            "setval",
            "pg_notify",
            "pg_logical_emit_message",
            "pg_current_xact_id",
            "txid_current",
            "pg_advisory_lock",
            "pg_advisory_lock_shared",
            "pg_advisory_unlock",
            "pg_advisory_unlock_all",
            "pg_advisory_unlock_shared",
            "pg_advisory_xact_lock",
            "pg_advisory_xact_lock_shared",
            "pg_try_advisory_lock",
            "pg_try_advisory_lock_shared",
            "pg_try_advisory_xact_lock",
            "pg_try_advisory_xact_lock_shared",
            "lo_creat",
            "lo_create",
            "lo_from_bytea",
            "lo_import",
            "lo_put",
            "lo_truncate",
            "lo_truncate64",
            "lo_unlink",
            "lowrite");

    /** Words that join two operands, and may stand before a bracket that is the second; elsewhere they are functions' names. */
    private static final Set<String> INFIX = Set.of("like", "ilike", "overlaps", "escape", "value");

    private static final Set<String> BEFORE_JOIN =
            Set.of("inner", "cross", "left", "right", "full", "outer", "natural");
    private static final Set<String> BEFORE_BY = Set.of("group", "order", "partition");
    private static final Set<String> BEFORE_VARYING = Set.of("character", "char", "bit", "nchar");
    private static final Set<String> WINDOW_STARTS = Set.of("partition", "order", "rows", "range", "groups");
    private static final Set<String> GROUPING_WORDS = Set.of("by", "distinct", "all");
    private static final Set<String> CLAUSES = Set.of(
            "select",
            "from",
            "where",
            "having",
            "window",
            "order",
            "limit",
            "offset",
            "fetch",
            "union",
            "intersect",
            "except");

    /** Judges the bracket at {@code open} of a statement. */
    static Call before(Statement statement, int open) {
        Token name = statement.at(open - 1);
        if (!name.isName()) {
            return HARMLESS;
        }
        int start = open - 1;
        while (statement.symbol(start - 1, ".") && statement.at(start - 2).isName()) {
            start -= 2;
        }
        if (statement.symbol(start - 1, ".")) {
            return UNKNOWN;
        }
        if (start == open - 1 && name.kind() == Token.Kind.WORD && isSyntax(statement, name.text(), open)) {
            return HARMLESS;
        }
        if (statement.word(start - 1, "as") || isTypeCast(statement, start)) {
            // A column list behind an alias, or a type's modifier.
            return HARMLESS;
        }
        if (start == open - 1 && namesCommonTable(statement, open)) {
            return HARMLESS;
        }
        boolean builtIn = start == open - 1
                || (start == open - 3 && statement.at(start).text().equals("pg_catalog"));
        if (builtIn && WordList.READABLE_FUNCTIONS.contains(name.text())) {
            return HARMLESS;
        }
        return builtIn && WRITERS.contains(name.text()) ? WRITES : UNKNOWN;
    }

    /** {@code ::} before the name. */
    private static boolean isTypeCast(Statement statement, int start) {
        return statement.symbol(start - 1, ":") && statement.symbol(start - 2, ":");
    }

    /**
     * {@code with "t" ("a") as (select ...)}. A function with a list of columns, {@code "f"(x) as (a int)}, looks alike but for what follows the second bracket.
     */
    private static boolean namesCommonTable(Statement statement, int open) {
        int before = open - 2;
        if (!statement.word(before, "with") && !statement.word(before, "recursive") && !statement.symbol(before, ",")) {
            return false;
        }
        int next = statement.match(open) + 1;
        if (next == 0 || !statement.word(next++, "as")) {
            return false;
        }
        if (statement.word(next, "not")) {
            next++;
        }
        if (statement.word(next, "materialized")) {
            next++;
        }
        if (!statement.symbol(next++, "(")) {
            return false;
        }
        return statement.word(next, "select")
                || statement.word(next, "with")
                || statement.word(next, "table")
                || statement.symbol(next, "(")
                || (statement.word(next, "values") && statement.symbol(next + 1, "("));
    }

    /** Whether the word before the bracket is the grammar's own there. A word that is not reserved is so only where the grammar wants it; else it is a function. */
    private static boolean isSyntax(Statement statement, String word, int open) {
        int before = open - 2;
        return switch (word) {
            // It calls the function that has the type's name: treat(x as nextval) is nextval(x).
            case "treat" -> false;
            case "join" -> endsOperand(statement, before) || statement.wordOf(before, BEFORE_JOIN);
            case "by" -> statement.wordOf(before, BEFORE_BY);
            case "over" ->
                endsCall(statement, behindNullTreatment(statement, before)) && startsWindow(statement, open + 1);
            case "filter" -> endsCall(statement, before) && statement.word(open + 1, "where");
            case "materialized" ->
                statement.word(before, "as") || (statement.word(before, "not") && statement.word(before - 1, "as"));
            case "sets" -> statement.word(before, "grouping");
            case "rollup", "cube" -> groups(statement, before);
            case "next", "first" -> statement.word(before, "fetch");
            case "zone" -> statement.word(before, "time");
            case "varying" -> statement.wordOf(before, BEFORE_VARYING);
            case "second" -> statement.word(before, "to") || statement.word(before, "interval");
            case "columns" -> endsOperand(statement, before) && insideTableConstructor(statement, open);
            case "operator" -> isBuiltInOperator(statement, open);
            default ->
                WordList.RESERVED_WORDS.contains(word)
                        || (INFIX.contains(word)
                                && (endsOperand(statement, before)
                                        || (statement.word(before, "not") && endsOperand(statement, before - 1))));
        };
    }

    private static boolean endsOperand(Statement statement, int index) {
        Token token = statement.at(index);
        return switch (token.kind()) {
            case QUOTED, STRING, NUMBER, PARAMETER -> true;
            // Behind a keyword an operand may as well start: order by value(x).
            case WORD ->
                !WordList.RESERVED_WORDS.contains(token.text()) && !WordList.OTHER_KEYWORDS.contains(token.text());
            case SYMBOL ->
                token.isSymbol("]") || (token.isSymbol(")") && !opensOperand(statement, statement.match(index)));
            case OPERATOR -> false;
        };
    }

    /** Whether an operand, not an operator, follows the bracket: behind {@code distinct on (...)} and {@code operator(...)}. */
    private static boolean opensOperand(Statement statement, int open) {
        return statement.word(open - 1, "operator")
                || (statement.word(open - 1, "on") && statement.word(open - 2, "distinct"));
    }

    /** Whether a bracket that holds a function's arguments, or what follows them, ends there; {@code distinct on (a) over(x)} is not that. */
    private static boolean endsCall(Statement statement, int index) {
        Token before = statement.at(statement.match(index) - 1);
        return statement.symbol(index, ")") && before.isName() && !before.isWord("on") && !before.isWord("operator");
    }

    /** {@code ignore nulls} and {@code respect nulls} may stand between a function and its window, from PostgreSQL 19 on. */
    private static int behindNullTreatment(Statement statement, int index) {
        return statement.word(index, "nulls")
                        && (statement.word(index - 1, "ignore") || statement.word(index - 1, "respect"))
                ? index - 2
                : index;
    }

    private static boolean startsWindow(Statement statement, int index) {
        return statement.symbol(index, ")")
                || statement.wordOf(index, WINDOW_STARTS)
                || (statement.at(index).isName() && statement.wordOf(index + 1, WINDOW_STARTS))
                || (statement.at(index).isName() && statement.symbol(index + 1, ")"));
    }

    /** Whether an element of GROUP BY starts behind the token there: behind BY itself, or behind a comma of the same list. */
    private static boolean groups(Statement statement, int index) {
        if (statement.wordOf(index, GROUPING_WORDS)) {
            return statement.word(index - 1, "group") || statement.word(index - 2, "group");
        }
        if (!statement.symbol(index, ",") && !statement.symbol(index, "(")) {
            return false;
        }
        int i = index;
        while (i >= 0) {
            if (statement.symbol(i, ")")) {
                i = statement.match(i);
            } else if (statement.symbol(i, "(")) {
                // Out of GROUPING SETS ( ... ) into the list it stands in.
                return statement.word(i - 1, "sets") && statement.word(i - 2, "grouping");
            } else if (statement.word(i, "group")) {
                return statement.word(i + 1, "by");
            } else if (statement.wordOf(i, CLAUSES)) {
                return false;
            }
            i--;
        }
        return false;
    }

    /** COLUMNS ( ... ) of JSON_TABLE, nested ones included. */
    private static boolean insideTableConstructor(Statement statement, int open) {
        for (int i = open - 1; i >= 0; i--) {
            if (statement.symbol(i, ")")) {
                i = statement.match(i);
            } else if (statement.symbol(i, "(")
                    && (statement.word(i - 1, "json_table") || statement.word(i - 1, "xmltable"))) {
                return true;
            }
        }
        return false;
    }

    /** {@code operator(pg_catalog.+)}. */
    private static boolean isBuiltInOperator(Statement statement, int open) {
        return statement.at(open + 1).isName()
                && statement.at(open + 1).text().equals("pg_catalog")
                && statement.symbol(open + 2, ".")
                && statement.at(open + 3).kind() == Token.Kind.OPERATOR
                && statement.symbol(open + 4, ")");
    }
}
