package dal.sample.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Reads numbers and texts from a request's path and query, and records from its body, and refuses what is none. */
public final class Parameters {

    private static final int MAX_TEXT_LENGTH = 100;
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 200;

    private Parameters() {}

    /** The number at that place of the path. */
    public static long id(Context context, String name) {
        return number(name, context.pathParam(name), 1, Long.MAX_VALUE);
    }

    /** A number of the query, or {@code absent} where the query does not name it. */
    public static long number(Context context, String name, long min, long max, long absent) {
        String text = context.queryParam(name);
        return text == null ? absent : number(name, text, min, max);
    }

    /** {@code after}: the id that the page before ended with. */
    public static long after(Context context) {
        return number(context, "after", 0, Long.MAX_VALUE, 0);
    }

    /** {@code limit}: how many to a page. */
    public static int limit(Context context) {
        return (int) number(context, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    }

    /** A text of the query, or empty where the query does not name it. */
    public static String text(Context context, String name) {
        String text = context.queryParam(name);
        if (text == null) {
            return "";
        }
        if (text.length() > MAX_TEXT_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
            throw new BadRequestException(
                    "invalid-parameter",
                    "'" + name + "' takes at most " + MAX_TEXT_LENGTH + " characters, and no control character.");
        }
        return text;
    }

    /** The record that the body's JSON object says; {@code null} is JSON too, but none. */
    public static <T> T body(Context context, Class<T> type) {
        if (context.body().strip().equals("null")) {
            throw new BadRequestException("malformed-json", "The body has to be a JSON object.");
        }
        return context.bodyAsClass(type);
    }

    private static long number(String name, String text, long min, long max) {
        Long number = parsed(text);
        if (number == null || number < min || number > max) {
            throw new BadRequestException(
                    "invalid-parameter",
                    "'" + name + "' takes a whole number of at least " + min
                            + (max == Long.MAX_VALUE ? "." : " and at most " + max + "."));
        }
        return number;
    }

    private static @Nullable Long parsed(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
