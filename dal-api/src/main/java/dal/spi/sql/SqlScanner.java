package dal.spi.sql;

/**
 * Cuts a PostgreSQL text into tokens, by the rules of the server's own scanner (its manual, "Lexical Structure", and {@code scan.l}) under
 * {@code standard_conforming_strings}, as pgjdbc sees to it that it is on: quoted, escape, bit, national, Unicode and dollar-quoted strings, nested comments,
 * parameters. It judges no grammar and accepts every text; where a string, a comment or a quoted identifier is not closed, it lasts to the end, so that what cannot
 * be told apart is taken for a literal rather than for text. Each character belongs to one token. Not thread-safe.
 */
public final class SqlScanner {

    /** What a token is. */
    public enum Token {
        /** A keyword or an identifier that is not quoted. */
        WORD,
        QUOTED_IDENTIFIER,
        /** A string of any form, with all of its parts where it goes on in another line. */
        STRING,
        NUMBER,
        /** {@code $1}; JDBC's own {@code ?} is a symbol. */
        PARAMETER,
        /** One character of anything else. */
        SYMBOL,
        BLANK,
        COMMENT,
        /** Behind the last token. */
        END
    }

    /** Whose letters right behind a number's digits are. */
    public enum Letters {
        /** A word of their own, as for servers before version 15; newer ones refuse them. */
        A_WORD,
        /** The number's, as in {@code 0x1f}, and in whatever is no number at all: more is taken for a literal rather than less. */
        THE_NUMBERS
    }

    private final String sql;
    private final Lookahead ahead;
    private final Letters behindDigits;
    private int start;
    private int end;
    private boolean closed = true;

    public SqlScanner(String sql, Letters behindDigits) {
        this.sql = sql;
        this.ahead = new Lookahead(sql);
        this.behindDigits = behindDigits;
    }

    /** Moves to the next token. */
    public Token next() {
        start = end;
        if (start >= sql.length()) {
            return Token.END;
        }
        char first = sql.charAt(start);
        if (Lookahead.isBlank(first)) {
            end = ahead.skipBlanks(start);
            return Token.BLANK;
        }
        if (Lookahead.isWordStart(first)) {
            return wordOrPrefixedQuote();
        }
        if (Lookahead.isDigit(first) || (first == '.' && Lookahead.isDigit(ahead.charAt(start + 1)))) {
            return number();
        }
        return switch (first) {
            case '\'' -> string(start, false);
            case '"' -> quotedIdentifier(start);
            case '$' -> dollar();
            case '-' -> ahead.charAt(start + 1) == '-' ? lineComment() : symbol();
            case '/' -> ahead.charAt(start + 1) == '*' ? blockComment() : symbol();
            default -> symbol();
        };
    }

    /** The current token's text. */
    public String text() {
        return sql.substring(start, end);
    }

    /** The current token, appended without a copy in between. */
    public void appendTo(StringBuilder target) {
        target.append(sql, start, end);
    }

    /** The first character of the current token. */
    public char symbolCharacter() {
        return sql.charAt(start);
    }

    /** Whether that character comes right behind the current token. */
    public boolean isFollowedBy(char next) {
        return ahead.charAt(end) == next;
    }

    /** Where the current token ends: the index of the first character behind it. */
    public int end() {
        return end;
    }

    /** Whether every string, comment and quoted identifier so far was closed. */
    public boolean isClosed() {
        return closed;
    }

    private Token symbol() {
        end = start + 1;
        return Token.SYMBOL;
    }

    private Token wordOrPrefixedQuote() {
        int at = start + 1;
        while (Lookahead.isWordPart(ahead.charAt(at))) {
            at++;
        }
        if (at == start + 1) {
            char prefix = Character.toLowerCase(sql.charAt(start));
            if (ahead.charAt(at) == '\'' && "ebxn".indexOf(prefix) >= 0) {
                return string(at, prefix == 'e');
            }
            if (prefix == 'u' && ahead.charAt(at) == '&' && ahead.charAt(at + 1) == '\'') {
                return string(at + 1, false);
            }
            if (prefix == 'u' && ahead.charAt(at) == '&' && ahead.charAt(at + 1) == '"') {
                return quotedIdentifier(at + 1);
            }
        }
        end = at;
        return Token.WORD;
    }

    private Token number() {
        end = behindDigits == Letters.A_WORD ? ahead.endOfDigits(start) : ahead.endOfDigitsAndLetters(start);
        return Token.NUMBER;
    }

    private Token string(int quote, boolean backslashEscapes) {
        int at = quote + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && backslashEscapes) {
                at += 2;
            } else if (c != '\'') {
                at++;
            } else if (ahead.charAt(at + 1) == '\'') {
                at += 2;
            } else {
                int continued = ahead.continuation(at + 1);
                if (continued < 0) {
                    end = at + 1;
                    return Token.STRING;
                }
                at = continued + 1;
            }
        }
        return unclosed(Token.STRING);
    }

    private Token unclosed(Token token) {
        end = sql.length();
        closed = false;
        return token;
    }

    private Token quotedIdentifier(int quote) {
        int at = quote + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) != '"') {
                at++;
            } else if (ahead.charAt(at + 1) == '"') {
                at += 2;
            } else {
                end = at + 1;
                return Token.QUOTED_IDENTIFIER;
            }
        }
        return unclosed(Token.STRING);
    }

    private Token dollar() {
        int at = start + 1;
        if (Lookahead.isDigit(ahead.charAt(at))) {
            while (Lookahead.isDigit(ahead.charAt(at))) {
                at++;
            }
            end = at;
            return Token.PARAMETER;
        }
        if (Lookahead.isWordStart(ahead.charAt(at))) {
            while (Lookahead.isWordPart(ahead.charAt(at)) && ahead.charAt(at) != '$') {
                at++;
            }
        }
        if (ahead.charAt(at) != '$') {
            return symbol();
        }
        String tag = sql.substring(start, at + 1);
        int close = sql.indexOf(tag, at + 1);
        if (close < 0) {
            return unclosed(Token.STRING);
        }
        end = close + tag.length();
        return Token.STRING;
    }

    private Token lineComment() {
        end = ahead.endOfLine(start);
        return Token.COMMENT;
    }

    private Token blockComment() {
        int depth = 1;
        int at = start + 2;
        while (at < sql.length() && depth > 0) {
            if (sql.charAt(at) == '/' && ahead.charAt(at + 1) == '*') {
                depth++;
                at += 2;
            } else if (sql.charAt(at) == '*' && ahead.charAt(at + 1) == '/') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        }
        if (depth > 0) {
            return unclosed(Token.COMMENT);
        }
        end = at;
        return Token.COMMENT;
    }
}
