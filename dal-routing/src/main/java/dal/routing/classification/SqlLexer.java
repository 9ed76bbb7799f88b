package dal.routing.classification;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into tokens by the rules of PostgreSQL's own scanner (its manual, "Lexical Structure", and {@code scan.l}), with pgjdbc's two additions: a
 * single {@code ?} is a parameter wherever it stands outside a string or a comment, and {@code ??} is one character of an operator.
 *
 * <p>It assumes {@code standard_conforming_strings}, as pgjdbc sees to it that it is on. It accepts every text: what a server would refuse ends up as some tokens or
 * others, and {@link Text#complete()} is false where a string, a comment or an identifier never ends.
 */
final class SqlLexer {

    /**
     * A text's tokens.
     *
     * @param tokens in order
     * @param complete whether everything that was opened was closed
     * @param end where the last statement ends: behind its last token if a semicolon follows that, else at the end of the text
     */
    record Text(List<Token> tokens, boolean complete, int end) {}

    private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";
    private static final Token STRING = new Token(Token.Kind.STRING, "''");
    private static final Token NUMBER = new Token(Token.Kind.NUMBER, "0");
    private static final Token PARAMETER = new Token(Token.Kind.PARAMETER, "?");

    private final String sql;
    private final int length;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean complete = true;

    private SqlLexer(String sql) {
        this.sql = sql;
        this.length = sql.length();
    }

    static Text lex(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        int behindLast = 0;
        while (lexer.at < lexer.length) {
            int before = lexer.tokens.size();
            lexer.next();
            if (lexer.tokens.size() > before && !lexer.tokens.getLast().isSymbol(";")) {
                behindLast = lexer.at;
            }
        }
        boolean terminated = !lexer.tokens.isEmpty() && lexer.tokens.getLast().isSymbol(";");
        return new Text(List.copyOf(lexer.tokens), lexer.complete, terminated ? behindLast : lexer.length);
    }

    /** Takes at least one character. */
    private void next() {
        char c = sql.charAt(at);
        if (isSpace(c)) {
            at++;
        } else if (c == '-' && peek(1) == '-') {
            lineComment();
        } else if (c == '/' && peek(1) == '*') {
            blockComment();
        } else if (c == '\'') {
            string(false);
        } else if (c == '"') {
            quotedIdentifier(false);
        } else if ((c == 'e' || c == 'E') && peek(1) == '\'') {
            at++;
            string(true);
        } else if ("bBxXnN".indexOf(c) >= 0 && peek(1) == '\'') {
            at++;
            string(false);
        } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '\'') {
            at += 2;
            string(false);
        } else if ((c == 'u' || c == 'U') && peek(1) == '&' && peek(2) == '"') {
            at += 2;
            quotedIdentifier(true);
        } else if (startsWord(c)) {
            word();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
        } else if (c == '$') {
            dollar();
        } else if (c == '?' && peek(1) != '?') {
            at++;
            tokens.add(PARAMETER);
        } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
            operator();
        } else {
            at++;
            tokens.add(new Token(Token.Kind.SYMBOL, String.valueOf(c)));
        }
    }

    private void lineComment() {
        while (at < length && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    /** Block comments nest. */
    private void blockComment() {
        int depth = 0;
        while (at < length) {
            if (sql.charAt(at) == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else if (sql.charAt(at) == '*' && peek(1) == '/') {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
        complete = false;
    }

    /** From the opening quote; a doubled quote is one of the string. */
    private void string(boolean backslashes) {
        tokens.add(STRING);
        at++;
        while (at < length) {
            char c = sql.charAt(at++);
            if (c == '\\' && backslashes) {
                at++;
            } else if (c == '\'') {
                if (peek(0) == '\'') {
                    at++;
                } else if (!backslashes || !continues()) {
                    return;
                }
            }
        }
        at = length;
        complete = false;
    }

    /** A string goes on, by the same rules, where the next quote is apart by white space that holds a line's end. Moves behind that quote if so. */
    private boolean continues() {
        int ahead = at;
        boolean lineEnded = false;
        while (ahead < length) {
            char c = sql.charAt(ahead);
            if (c == '\n' || c == '\r') {
                lineEnded = true;
                ahead++;
            } else if (isSpace(c)) {
                ahead++;
            } else if (c == '-' && ahead + 1 < length && sql.charAt(ahead + 1) == '-') {
                while (ahead < length && sql.charAt(ahead) != '\n' && sql.charAt(ahead) != '\r') {
                    ahead++;
                }
            } else {
                break;
            }
        }
        if (lineEnded && ahead < length && sql.charAt(ahead) == '\'') {
            at = ahead + 1;
            return true;
        }
        return false;
    }

    /** From the opening quote. A name with Unicode escapes is kept as it is written, so that it equals no name that anybody looks for. */
    private void quotedIdentifier(boolean escapes) {
        StringBuilder name = new StringBuilder(escapes ? "U&" : "");
        at++;
        while (at < length) {
            char c = sql.charAt(at++);
            if (c == '"' && peek(0) == '"') {
                at++;
            } else if (c == '"') {
                tokens.add(new Token(Token.Kind.QUOTED, name.toString()));
                return;
            }
            name.append(c);
        }
        complete = false;
    }

    private void word() {
        int start = at;
        do {
            at++;
        } while (at < length && (startsWord(sql.charAt(at)) || isDigit(sql.charAt(at)) || sql.charAt(at) == '$'));
        tokens.add(new Token(Token.Kind.WORD, folded(sql.substring(start, at))));
    }

    /** Only the 26 letters fold: to the server, a Kelvin sign is no k. */
    private static String folded(String word) {
        char[] characters = word.toCharArray();
        for (int i = 0; i < characters.length; i++) {
            if (characters[i] >= 'A' && characters[i] <= 'Z') {
                characters[i] = (char) (characters[i] + ('a' - 'A'));
            }
        }
        return new String(characters);
    }

    /** Letters that follow are taken for a word of their own, as servers before version 15 do; newer ones refuse them. */
    private void number() {
        while (at < length && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.' || sql.charAt(at) == '_')) {
            at++;
        }
        if ((peek(0) == 'e' || peek(0) == 'E')
                && (isDigit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))))) {
            at += 2;
            while (at < length && isDigit(sql.charAt(at))) {
                at++;
            }
        }
        tokens.add(NUMBER);
    }

    /** {@code $1}, {@code $tag$ ... $tag$}, or a lone dollar. */
    private void dollar() {
        int end = at + 1;
        if (isDigit(peek(1))) {
            while (end < length && isDigit(sql.charAt(end))) {
                end++;
            }
            at = end;
            tokens.add(PARAMETER);
            return;
        }
        while (end < length && (startsWord(sql.charAt(end)) || (end > at + 1 && isDigit(sql.charAt(end))))) {
            end++;
        }
        if (end == length || sql.charAt(end) != '$') {
            at++;
            tokens.add(new Token(Token.Kind.SYMBOL, "$"));
            return;
        }
        String tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        tokens.add(STRING);
        complete &= close >= 0;
        at = close < 0 ? length : close + tag.length();
    }

    /** A run of operator characters, up to a comment or a parameter. */
    private void operator() {
        do {
            at += sql.charAt(at) == '?' ? 2 : 1;
        } while (at < length && continuesOperator());
        tokens.add(new Token(Token.Kind.OPERATOR, "operator"));
    }

    private boolean continuesOperator() {
        char c = sql.charAt(at);
        return OPERATOR_CHARACTERS.indexOf(c) >= 0
                && !(c == '-' && peek(1) == '-')
                && !(c == '/' && peek(1) == '*')
                && !(c == '?' && peek(1) != '?');
    }

    private char peek(int ahead) {
        return at + ahead < length ? sql.charAt(at + ahead) : '\0';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean startsWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }
}
