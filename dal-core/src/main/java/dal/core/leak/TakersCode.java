package dal.core.leak;

import dal.status.HeldConnection;
import java.util.List;
import java.util.Optional;

/** Finds the line of whoever took a connection in a stack that begins inside this library. */
final class TakersCode {

    /** What stands between the caller and the driver. The dot behind {@code dal} and no further package: the API's own classes. */
    private static final List<String> BETWEEN =
            List.of("dal.core.", "org.jooq.", "org.postgresql.", "com.zaxxer.", "java.", "javax.", "jdk.", "sun.");

    private static final String API = "dal.";

    private TakersCode() {}

    /** The innermost line that is neither this library's nor jOOQ's, the driver's or Java's; empty where there is none. */
    static Optional<StackTraceElement> of(HeldConnection held) {
        return held.stack().stream()
                .filter(frame -> isTakers(frame.getClassName()))
                .findFirst();
    }

    private static boolean isTakers(String className) {
        boolean api = className.startsWith(API) && className.lastIndexOf('.') == API.length() - 1;
        return !api && BETWEEN.stream().noneMatch(className::startsWith);
    }
}
