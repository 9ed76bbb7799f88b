package dal.telemetry.internal.watch;

import dal.error.DatabaseException;

/** Names errors without quoting them: a message may hold values. */
public final class ErrorTypes {

    /** The conventions' word for what is of no known kind. */
    public static final String OTHER = "_OTHER";

    private ErrorTypes() {}

    /** The library's code, else the class. */
    public static String of(Throwable error) {
        return error instanceof DatabaseException known
                ? known.code().name()
                : error.getClass().getName();
    }

    /** The library's code, else {@value #OTHER}: of a closed list, for labels. */
    public static String label(Throwable error) {
        return error instanceof DatabaseException known ? known.code().name() : OTHER;
    }
}
