package dal.benchmarks.result;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run tells people while it goes on: on standard error, since standard output is for the result. */
public final class Progress {

    private static final long START = System.nanoTime();

    private Progress() {}

    /** Prints a line, formatted as by {@link String#format}, behind the seconds since the start. */
    @FormatMethod
    public static void say(String format, @Nullable Object... arguments) {
        double seconds = (System.nanoTime() - START) / 1e9;
        System.err.printf(Locale.ROOT, "%7.2f s  %s%n", seconds, String.format(Locale.ROOT, format, arguments));
    }
}
