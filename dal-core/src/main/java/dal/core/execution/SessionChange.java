package dal.core.execution;

import java.util.regex.Pattern;

/**
 * Tells which statements may change their session: a setting that outlives the transaction, a listener, a temporary table, a lock of the session's, a prepared
 * statement. It errs on the side of yes, which costs one connection. What a function does inside is not seen.
 */
final class SessionChange {

    private static final String COMMENT_OR_SPACE = "(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+";

    private static final Pattern STATEMENT = Pattern.compile(
            COMMENT_OR_SPACE
                    + "(?:set(?!\\s+(?:local|transaction|constraints)\\b)|reset|listen|unlisten|discard|load|prepare|deallocate|do"
                    + "|declare\\b.*\\bhold|create\\s+(?:(?:global|local)\\s+)?temp(?:orary)?)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern FUNCTION = Pattern.compile(
            "\\bset_config\\b|\\bpg_(?:try_)?advisory_lock|\\binto\\s+temp(?:orary)?\\b", Pattern.CASE_INSENSITIVE);

    private SessionChange() {}

    static boolean possibleIn(String sql) {
        return STATEMENT.matcher(sql).lookingAt() || FUNCTION.matcher(sql).find();
    }
}
