package dal.sample.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Reads numbers and texts from a request's path and query, and refuses what is none. */
public final class Parameters {

    private static final int MAX_TEXT_LENGTH = 100;

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
