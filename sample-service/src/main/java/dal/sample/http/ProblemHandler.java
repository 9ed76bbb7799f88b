package dal.sample.http;

import dal.error.PoolExhaustedException;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.json.JsonMapper;
import jakarta.inject.Inject;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every error with one line of JSON, and logs those that are ours. */
final class ProblemHandler implements ExceptionHandler<Exception> {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final JsonMapper json;

    @Inject
    ProblemHandler(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void handle(Exception error, Context context) {
        Problem problem = Problems.of(error);
        log(problem, error, context);
        if (problem.passing()) {
            context.header("Retry-After", Long.toString(retryAfter(error).toSeconds()));
        }
        context.status(problem.status())
                .contentType(Problem.CONTENT_TYPE)
                .result(json.toJsonString(problem, Problem.class) + "\n");
    }

    /** In whole seconds, as the header counts them, and never at once. */
    static Duration retryAfter(Exception error) {
        Duration told = error instanceof PoolExhaustedException exhausted ? exhausted.retryAfter() : RETRY_AFTER;
        return told.compareTo(RETRY_AFTER) < 0
                ? RETRY_AFTER
                : Duration.ofSeconds(told.plusMillis(999).toSeconds());
    }

    private static void log(Problem problem, Exception error, Context context) {
        if (!problem.ours()) {
            return;
        }
        var event = problem.passing() ? LOG.atWarn() : LOG.atError().setCause(error);
        event.addKeyValue("method", context.method())
                .addKeyValue("path", context.path())
                .addKeyValue("status", problem.status())
                .addKeyValue("code", problem.code())
                .log("request failed: {}", error.getMessage());
    }
}
