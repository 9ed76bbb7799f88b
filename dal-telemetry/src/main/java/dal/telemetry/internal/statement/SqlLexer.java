package dal.telemetry.internal.statement;

/**
 * Cuts a PostgreSQL text into tokens, as the server's own scanner would under {@code standard_conforming_strings}: quoted, escape, bit, national, Unicode and
 * dollar-quoted strings, nested comments, parameters. It judges no grammar and accepts every text; where a string or comment is not closed, it lasts to the
 * end, so that what cannot be told apart is taken for a literal rather than for text.
 */
final class SqlLexer {

    enum Token {
        WORD,
        QUOTED_IDENTIFIER,
        STRING,
        NUMBER,
        /** {@code $1}. */
        PARAMETER,
        /** One character of anything else. */
        SYMBOL,
        BLANK,
        COMMENT,
        END
    }

    private final String sql;
    private int start;
    private int end;

    SqlLexer(String sql) {
        this.sql = sql;
    }

    /** Moves to the next token. */
    Token next() {
        start = end;
        if (start >= sql.length()) {
            return Token.END;
        }
        char first = sql.charAt(start);
        if (isBlank(first)) {
            end = skipBlanks(start);
            return Token.BLANK;
        }
        if (isWordStart(first)) {
            return wordOrPrefixedQuote();
        }
        if (isDigit(first) || (first == '.' && isDigit(charAt(start + 1)))) {
            return number();
        }
        return switch (first) {
            case '\'' -> string(start, false);
            case '"' -> quotedIdentifier(start);
            case '$' -> dollar();
            case '-' -> charAt(start + 1) == '-' ? lineComment() : symbol();
            case '/' -> charAt(start + 1) == '*' ? blockComment() : symbol();
            default -> symbol();
        };
    }

    /** The current token's text. */
    String text() {
        return sql.substring(start, end);
    }

    /** The current token, appended without a copy in between. */
    void appendTo(StringBuilder target) {
        target.append(sql, start, end);
    }

    /** The first character of the current token. */
    char symbolCharacter() {
        return sql.charAt(start);
    }

    /** Whether that character comes right behind the current token. */
    boolean isFollowedBy(char next) {
        return charAt(end) == next;
    }

    private Token symbol() {
        end = start + 1;
        return Token.SYMBOL;
    }

    private Token wordOrPrefixedQuote() {
        int at = start + 1;
        while (isWordPart(charAt(at))) {
            at++;
        }
        if (at == start + 1) {
            char prefix = Character.toLowerCase(sql.charAt(start));
            if (charAt(at) == '\'' && "ebxn".indexOf(prefix) >= 0) {
                return string(at, prefix == 'e');
            }
            if (prefix == 'u' && charAt(at) == '&' && charAt(at + 1) == '\'') {
                return string(at + 1, false);
            }
            if (prefix == 'u' && charAt(at) == '&' && charAt(at + 1) == '"') {
                return quotedIdentifier(at + 1);
            }
        }
        end = at;
        return Token.WORD;
    }

    /** Letters after the digits belong to the number (0x1f, 1e5, 1_000, and whatever is no number at all): more is hidden rather than less. */
    private Token number() {
        int at = start;
        while (isWordPart(charAt(at)) || charAt(at) == '.' || isExponentSign(at)) {
            at++;
        }
        end = at;
        return Token.NUMBER;
    }

    private boolean isExponentSign(int at) {
        char sign = charAt(at);
        return (sign == '+' || sign == '-')
                && Character.toLowerCase(charAt(at - 1)) == 'e'
                && isDigit(charAt(at + 1))
                && isDigit(sql.charAt(start));
    }

    private Token string(int quote, boolean backslashEscapes) {
        int at = quote + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && backslashEscapes) {
                at += 2;
            } else if (c != '\'') {
                at++;
            } else if (charAt(at + 1) == '\'') {
                at += 2;
            } else {
                int continued = continuation(at + 1);
                if (continued < 0) {
                    end = at + 1;
                    return Token.STRING;
                }
                at = continued + 1;
            }
        }
        end = sql.length();
        return Token.STRING;
    }

    /**
     * Where a string goes on after its closing quote: blanks with a line break among them, and line comments, may stand between its parts, which share the
     * first one's kind of escapes. -1 where it does not.
     */
    private int continuation(int from) {
        int at = from;
        boolean brokenLine = false;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\n' || c == '\r') {
                brokenLine = true;
                at++;
            } else if (isBlank(c)) {
                at++;
            } else if (c == '-' && charAt(at + 1) == '-') {
                at = endOfLine(at);
            } else {
                return c == '\'' && brokenLine ? at : -1;
            }
        }
        return -1;
    }

    private Token quotedIdentifier(int quote) {
        int at = quote + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) != '"') {
                at++;
            } else if (charAt(at + 1) == '"') {
                at += 2;
            } else {
                end = at + 1;
                return Token.QUOTED_IDENTIFIER;
            }
        }
        end = sql.length();
        return Token.STRING;
    }

    private Token dollar() {
        int at = start + 1;
        if (isDigit(charAt(at))) {
            while (isDigit(charAt(at))) {
                at++;
            }
            end = at;
            return Token.PARAMETER;
        }
        if (isWordStart(charAt(at))) {
            while (isWordPart(charAt(at)) && charAt(at) != '$') {
                at++;
            }
        }
        if (charAt(at) != '$') {
            return symbol();
        }
        String tag = sql.substring(start, at + 1);
        int close = sql.indexOf(tag, at + 1);
        end = close < 0 ? sql.length() : close + tag.length();
        return Token.STRING;
    }

    private Token lineComment() {
        end = endOfLine(start);
        return Token.COMMENT;
    }

    private Token blockComment() {
        int depth = 1;
        int at = start + 2;
        while (at < sql.length() && depth > 0) {
            if (sql.charAt(at) == '/' && charAt(at + 1) == '*') {
                depth++;
                at += 2;
            } else if (sql.charAt(at) == '*' && charAt(at + 1) == '/') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        }
        end = Math.min(at, sql.length());
        return Token.COMMENT;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < sql.length() && isBlank(sql.charAt(at))) {
            at++;
        }
        return at;
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** NUL past the end: it is part of no token. */
    private char charAt(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
