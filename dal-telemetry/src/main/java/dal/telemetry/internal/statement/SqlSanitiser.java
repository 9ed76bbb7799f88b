package dal.telemetry.internal.statement;

import dal.spi.sql.SqlScanner;
import dal.spi.sql.SqlScanner.Letters;

/**
 * Takes every literal out of a text: strings and numbers become {@code ?}, comments go, placeholders and names stay.
 *
 * <p>jOOQ renders placeholders, but values can be inlined, by a setting or by hand; what leaves this process in a span or a log line is this text alone.
 */
final class SqlSanitiser {

    /** Stands at the end of a text that was cut. */
    private static final String CUT = "...";

    private SqlSanitiser() {}

    /**
     * The text without literals.
     *
     * @param maxLength how many characters of it are wanted; what is longer is cut
     */
    static String sanitise(String sql, int maxLength) {
        SqlScanner scanner = new SqlScanner(sql, Letters.THE_NUMBERS);
        StringBuilder text = new StringBuilder(Math.min(sql.length(), maxLength) + CUT.length());
        while (text.length() <= maxLength) {
            switch (scanner.next()) {
                case STRING, NUMBER -> text.append('?');
                case COMMENT -> text.append(' ');
                case WORD, QUOTED_IDENTIFIER, PARAMETER, SYMBOL, BLANK -> scanner.appendTo(text);
                case END -> {
                    return text.toString().strip();
                }
            }
        }
        text.setLength(maxLength);
        return text.append(CUT).toString();
    }
}
