package dal.telemetry.internal.statement;

import dal.spi.sql.SqlScanner;
import dal.spi.sql.SqlScanner.Letters;
import dal.spi.sql.SqlScanner.Token;

/**
 * A text with PostgreSQL's numbered placeholders in the place of JDBC's: {@code ?} becomes {@code $1}, {@code ??}, which stands for an operator with a question
 * mark, becomes that.
 *
 * @param text the text
 * @param count how many placeholders it has
 */
public record Placeholders(String text, int count) {

    /** Numbers the placeholders of a text. */
    public static Placeholders numbered(String sql) {
        SqlScanner scanner = new SqlScanner(sql, Letters.THE_NUMBERS);
        StringBuilder text = new StringBuilder(sql.length() + 16);
        int count = 0;
        boolean doubled = false;
        Token token = scanner.next();
        while (token != Token.END) {
            boolean mark = token == Token.SYMBOL && scanner.symbolCharacter() == '?';
            if (mark && doubled) {
                doubled = false;
            } else if (mark && scanner.isFollowedBy('?')) {
                text.append('?');
                doubled = true;
            } else if (mark) {
                text.append('$').append(++count);
            } else {
                scanner.appendTo(text);
            }
            token = scanner.next();
        }
        return new Placeholders(text.toString(), count);
    }
}
