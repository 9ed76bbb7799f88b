package dal.telemetry.internal.statement;

import dal.spi.sql.SqlScanner;
import dal.spi.sql.SqlScanner.Letters;
import dal.spi.sql.SqlScanner.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands and tables out of a text, for people and for grouping: {@code INSERT shipments SELECT orders}.
 *
 * <p>It reads the rendered text rather than jOOQ's model, since the text alone shows what is really sent: joins that jOOQ adds for a path, tables of
 * subqueries, plain SQL. Tables are named without their schema, which under a schema per tenant would be the tenant. It follows parentheses, so that
 * {@code extract(year from x)} is no table, and leaves out names that a {@code WITH} made. It is no parser: a text it does not understand gets a poorer
 * summary, nothing worse.
 */
final class Summariser {

    /** The conventions' bound for {@code db.query.summary}. */
    static final int MAX_LENGTH = 255;

    /** Beyond this many tokens nothing more is read: a summary that long is cut anyway. */
    private static final int MAX_TOKENS = 4_000;

    /** After these, INSERT, UPDATE and DELETE are part of another command: FOR UPDATE, DO UPDATE, THEN DELETE, ON DELETE. */
    private static final Set<String> SUBORDINATE =
            Set.of("FOR", "KEY", "DO", "THEN", "ON", "OR", "BEFORE", "AFTER", "OF", "GRANT", "REVOKE");

    /** With these ends a list of tables. */
    private static final Set<String> AFTER_TABLES = Set.of(
            "WHERE",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "WINDOW",
            "SET",
            "VALUES",
            "RETURNING",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "WHEN",
            "FOR");

    private final SqlScanner scanner;
    private final Commands commands = new Commands();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Set<String> derived = new HashSet<>();
    private Level level = new Level(null);
    private Token token = Token.BLANK;
    private String word = "";
    private String previous = "";
    private @Nullable String name;
    private @Nullable String aliased;
    private int tokens;
    private boolean with;

    private Summariser(String sql) {
        this.scanner = new SqlScanner(sql, Letters.THE_NUMBERS);
    }

    /** What the text says it does. */
    static Commands read(String sql) {
        Summariser summariser = new Summariser(sql);
        summariser.run();
        return summariser.commands;
    }

    private void run() {
        advance();
        if (token == Token.WORD) {
            leadingCommand();
        }
        while (token != Token.END && tokens < MAX_TOKENS) {
            if (level.expectsTable && isName() && !startsQuery()) {
                table();
            } else if (token == Token.WORD) {
                keyword();
                advance();
            } else {
                if (token == Token.SYMBOL) {
                    symbol(scanner.symbolCharacter());
                }
                advance();
            }
        }
    }

    private void leadingCommand() {
        switch (word) {
            case "WITH", "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE" -> {}
            case "CREATE", "ALTER", "DROP" -> {
                String verb = word;
                advance();
                commands.begin(token == Token.WORD && PostgresCommands.isObject(word) ? verb + " " + word : verb, 0);
                level.expectsTable = word.equals("TABLE");
                if (level.expectsTable) {
                    advance();
                }
            }
            case "TRUNCATE", "LOCK", "COPY", "TABLE" -> {
                commands.begin(word, 0);
                level.expectsTable = true;
                advance();
            }
            default -> {
                if (PostgresCommands.isCommand(word)) {
                    commands.begin(word, 0);
                    advance();
                }
            }
        }
    }

    private void keyword() {
        switch (word) {
            case "WITH" -> {
                with = true;
                level.expectsTable = false;
            }
            case "SELECT" -> {
                commands.begin(word, levels.size());
                level.awaitsFrom = true;
                level.inTables = false;
                level.expectsTable = false;
            }
            case "INSERT", "UPDATE", "DELETE", "MERGE" -> dml();
            case "FROM" -> {
                if (level.awaitsFrom && !previous.equals("DISTINCT")) {
                    level.awaitsFrom = false;
                    level.listsTables();
                }
            }
            case "USING" -> {
                if (level.awaitsUsing) {
                    level.awaitsUsing = false;
                    level.listsTables();
                }
            }
            case "JOIN" -> level.expectsTable = true;
            case "INTO" -> level.expectsTable = true;
            case "AS" -> {
                aliased = name;
            }
            default -> {
                if (AFTER_TABLES.contains(word)) {
                    level.inTables = false;
                    level.expectsTable = false;
                }
            }
        }
    }

    private void dml() {
        if (SUBORDINATE.contains(previous)) {
            return;
        }
        commands.begin(word, levels.size());
        level.inTables = false;
        level.expectsTable = word.equals("UPDATE");
        level.awaitsFrom = word.equals("UPDATE") || word.equals("DELETE");
        level.awaitsUsing = word.equals("DELETE") || word.equals("MERGE");
    }

    private void symbol(char symbol) {
        switch (symbol) {
            case '(' -> {
                // name as [not materialized] (: what WITH makes.
                if (with && aliased != null && (previous.equals("AS") || previous.equals("MATERIALIZED"))) {
                    derived.add(aliased);
                }
                Level inner = new Level(name);
                // from (a join b ...): a table may come first inside too.
                inner.expectsTable = level.expectsTable;
                level.expectsTable = false;
                levels.push(level);
                level = inner;
            }
            case ')' -> {
                String before = level.nameBefore;
                level = levels.isEmpty() ? new Level(null) : levels.pop();
                name = before;
            }
            case ',' -> level.expectsTable = level.inTables;
            case ';' -> {
                commands.separate();
                levels.clear();
                level = new Level(null);
            }
            default -> {}
        }
    }

    private void table() {
        if (token == Token.WORD && (word.equals("ONLY") || word.equals("LATERAL") || word.equals("TABLE"))) {
            advance();
            return;
        }
        boolean target = previous.equals("INTO");
        level.expectsTable = false;
        String schema = null;
        String table = identifier();
        advance();
        while (token == Token.SYMBOL && scanner.symbolCharacter() == '.') {
            advance();
            if (isName()) {
                schema = table;
                table = identifier();
                advance();
            }
        }
        name = table;
        boolean function = !target && token == Token.SYMBOL && scanner.symbolCharacter() == '(';
        if (!function && !derived.contains(table)) {
            commands.table(schema, table);
        }
    }

    private void advance() {
        if (token == Token.WORD) {
            previous = word;
        } else if (token != Token.BLANK && token != Token.COMMENT) {
            previous = "";
        }
        if (isName()) {
            name = word.equals("AS") ? name : identifier();
        }
        do {
            token = scanner.next();
            tokens++;
        } while (token == Token.BLANK || token == Token.COMMENT);
        word = token == Token.WORD ? scanner.text().toUpperCase(Locale.ROOT) : "";
    }

    private boolean isName() {
        return token == Token.WORD || token == Token.QUOTED_IDENTIFIER;
    }

    private boolean startsQuery() {
        return word.equals("SELECT") || word.equals("VALUES") || word.equals("WITH");
    }

    private String identifier() {
        String text = scanner.text();
        int quote = text.indexOf('"');
        return token == Token.QUOTED_IDENTIFIER
                ? text.substring(quote + 1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    /** What is expected between one pair of parentheses. */
    private static final class Level {
        /** What stood before its opening parenthesis: a function, or a WITH's name before its columns. */
        private final @Nullable String nameBefore;

        private boolean awaitsFrom;
        private boolean awaitsUsing;
        private boolean inTables;
        private boolean expectsTable;

        Level(@Nullable String nameBefore) {
            this.nameBefore = nameBefore;
        }

        void listsTables() {
            inTables = true;
            expectsTable = true;
        }
    }
}
