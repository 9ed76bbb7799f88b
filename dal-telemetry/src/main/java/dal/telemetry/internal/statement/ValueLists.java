package dal.telemetry.internal.statement;

/**
 * Makes one shape of statements that differ only in how many values they are given: {@code in (?, ?, ?)} becomes {@code in (...)}, and of {@code values (?, ?), (?, ?)}
 * the first row stays. Works on a text without literals. What it does not take for such a list stays as it is: the statement then has several shapes, nothing worse.
 */
final class ValueLists {

    private static final String ANY = "...";

    private final String text;
    private final StringBuilder shape;
    private int at;

    private ValueLists(String text) {
        this.text = text;
        this.shape = new StringBuilder(text.length());
    }

    /** The text with its lists of values collapsed. */
    static String collapse(String text) {
        ValueLists lists = new ValueLists(text);
        lists.run();
        return lists.shape.toString();
    }

    private void run() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '"') {
                copyTo(afterQuoted(at));
            } else if (Character.isJavaIdentifierStart(next)) {
                int end = at;
                while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                    end++;
                }
                boolean in = isWord("in", end);
                boolean values = isWord("values", end);
                copyTo(end);
                if (in) {
                    collapseList();
                } else if (values) {
                    collapseRows();
                }
            } else {
                copyTo(at + 1);
            }
        }
    }

    private boolean isWord(String word, int end) {
        return end - at == word.length() && text.regionMatches(true, at, word, 0, word.length());
    }

    /** Behind {@code in}: a list of equal values, each a placeholder in whatever cast, or a row of them. */
    private void collapseList() {
        int open = afterBlanks(at);
        if (open >= text.length() || text.charAt(open) != '(') {
            return;
        }
        int close = closing(open);
        if (close < 0) {
            return;
        }
        String first = null;
        int from = open + 1;
        while (from <= close) {
            int to = endOfItem(from, close);
            String item = text.substring(from, to).strip();
            if (first == null) {
                first = item;
            }
            if (item.indexOf('?') < 0 || !item.equals(first) || item.regionMatches(true, 0, "select", 0, 6)) {
                return;
            }
            from = to + 1;
        }
        shape.append(' ').append('(').append(ANY).append(')');
        at = close + 1;
    }

    /** Behind {@code values}: rows that are all as the first. */
    private void collapseRows() {
        int open = afterBlanks(at);
        int close = open < text.length() && text.charAt(open) == '(' ? closing(open) : -1;
        if (close < 0) {
            return;
        }
        String row = text.substring(open, close + 1);
        copyTo(close + 1);
        boolean more = false;
        while (true) {
            int comma = afterBlanks(at);
            if (comma >= text.length() || text.charAt(comma) != ',') {
                break;
            }
            int next = afterBlanks(comma + 1);
            if (!text.startsWith(row, next)) {
                break;
            }
            more = true;
            at = next + row.length();
        }
        if (more) {
            shape.append(", ").append(ANY);
        }
    }

    private int endOfItem(int from, int close) {
        int depth = 0;
        for (int i = from; i < close; i++) {
            char next = text.charAt(i);
            if (next == '(') {
                depth++;
            } else if (next == ')') {
                depth--;
            } else if (next == ',' && depth == 0) {
                return i;
            }
        }
        return close;
    }

    /** The parenthesis that closes the one at that place; -1 where none does. */
    private int closing(int open) {
        int depth = 0;
        int i = open;
        while (i < text.length()) {
            char next = text.charAt(i);
            if (next == '"') {
                i = afterQuoted(i);
                continue;
            }
            if (next == '(') {
                depth++;
            } else if (next == ')' && --depth == 0) {
                return i;
            }
            i++;
        }
        return -1;
    }

    private int afterQuoted(int quote) {
        int end = text.indexOf('"', quote + 1);
        return end < 0 ? text.length() : end + 1;
    }

    private int afterBlanks(int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void copyTo(int end) {
        shape.append(text, at, end);
        at = end;
    }
}
