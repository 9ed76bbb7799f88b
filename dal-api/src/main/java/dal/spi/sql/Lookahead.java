package dal.spi.sql;

/**
 * Where what begins at a place of a text ends.
 *
 * @param sql the text
 */
record Lookahead(String sql) {

    int skipBlanks(int from) {
        int at = from;
        while (at < sql.length() && isBlank(sql.charAt(at))) {
            at++;
        }
        return at;
    }

    int endOfLine(int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /**
     * Where a string goes on after its closing quote: blanks with a line break among them, and line comments, may stand between its parts, which share the
     * first one's kind of escapes. -1 where it does not.
     */
    int continuation(int from) {
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

    int endOfDigits(int start) {
        int at = start;
        while (isDigit(charAt(at)) || charAt(at) == '.' || charAt(at) == '_') {
            at++;
        }
        if (Character.toLowerCase(charAt(at)) != 'e') {
            return at;
        }
        int exponent = charAt(at + 1) == '+' || charAt(at + 1) == '-' ? at + 2 : at + 1;
        if (!isDigit(charAt(exponent))) {
            return at;
        }
        while (isDigit(charAt(exponent))) {
            exponent++;
        }
        return exponent;
    }

    int endOfDigitsAndLetters(int start) {
        int at = start;
        while (isWordPart(charAt(at)) || charAt(at) == '.' || isExponentSign(start, at)) {
            at++;
        }
        return at;
    }

    private boolean isExponentSign(int start, int at) {
        char sign = charAt(at);
        return (sign == '+' || sign == '-')
                && Character.toLowerCase(charAt(at - 1)) == 'e'
                && isDigit(charAt(at + 1))
                && isDigit(sql.charAt(start));
    }

    /** NUL past the end: it is part of no token. */
    char charAt(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
