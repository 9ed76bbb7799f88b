package dal.routing.classification;

import dal.spi.sql.SqlScanner;
import dal.spi.sql.SqlScanner.Letters;
import java.util.ArrayList;
import java.util.List;

/**
 * A text's tokens as the classification wants them: without white space and comments, words folded, runs of operator characters as one, and pgjdbc's two additions
 * to the server's rules: a single {@code ?} is a parameter wherever it stands outside a string or a comment, and {@code ??} is one character of an operator.
 *
 * <p>It accepts every text: what a server would refuse ends up as some tokens or others, and {@link Text#complete()} is false where a string, a comment or an
 * identifier never ends.
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
    private static final Token OPERATOR = new Token(Token.Kind.OPERATOR, "operator");

    private final SqlScanner scanner;
    private final List<Token> tokens = new ArrayList<>();
    private boolean inOperator;

    private SqlLexer(String sql) {
        this.scanner = new SqlScanner(sql, Letters.A_WORD);
    }

    static Text lex(String sql) {
        return new SqlLexer(sql).text(sql.length());
    }

    private Text text(int length) {
        int behindLast = 0;
        SqlScanner.Token token = scanner.next();
        while (token != SqlScanner.Token.END) {
            add(token);
            boolean isPart = token != SqlScanner.Token.BLANK && token != SqlScanner.Token.COMMENT;
            if (isPart && !tokens.getLast().isSymbol(";")) {
                behindLast = scanner.end();
            }
            token = scanner.next();
        }
        boolean terminated = !tokens.isEmpty() && tokens.getLast().isSymbol(";");
        return new Text(List.copyOf(tokens), scanner.isClosed(), terminated ? behindLast : length);
    }

    private void add(SqlScanner.Token token) {
        boolean operatorGoesOn = inOperator;
        inOperator = false;
        switch (token) {
            case WORD -> tokens.add(new Token(Token.Kind.WORD, folded(scanner.text())));
            case QUOTED_IDENTIFIER -> tokens.add(new Token(Token.Kind.QUOTED, unquoted(scanner.text())));
            case STRING -> tokens.add(STRING);
            case NUMBER -> tokens.add(NUMBER);
            case PARAMETER -> tokens.add(PARAMETER);
            case SYMBOL -> symbol(scanner.symbolCharacter(), operatorGoesOn);
            case BLANK, COMMENT, END -> {
                // Part of nothing.
            }
        }
    }

    private void symbol(char c, boolean operatorGoesOn) {
        if (OPERATOR_CHARACTERS.indexOf(c) < 0) {
            tokens.add(new Token(Token.Kind.SYMBOL, String.valueOf(c)));
        } else if (c == '?' && !scanner.isFollowedBy('?')) {
            tokens.add(PARAMETER);
        } else {
            if (c == '?') {
                var unused = scanner.next();
            }
            if (!operatorGoesOn) {
                tokens.add(OPERATOR);
            }
            inOperator = true;
        }
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

    /** A name with Unicode escapes is kept as it is written, so that it equals no name that anybody looks for. */
    private static String unquoted(String identifier) {
        int quote = identifier.indexOf('"');
        String name = identifier.substring(quote + 1, identifier.length() - 1).replace("\"\"", "\"");
        return quote == 0 ? name : "U&" + name;
    }
}
