package dal.sample.http;

import io.javalin.http.HttpStatus;
import io.javalin.json.JsonMapper;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers as a problem what Jetty refuses by itself, before a path is looked for: a request that is no HTTP, or one that comes during a shutdown. */
final class JettyErrors extends ErrorHandler {

    private final JsonMapper json;

    JettyErrors(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        Problem problem = Problems.ofStatus(HttpStatus.forStatus(code));
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        if (problem.passing()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, ProblemHandler.RETRY_AFTER.toSeconds());
        }
        Content.Sink.write(response, true, json.toJsonString(problem, Problem.class) + "\n", callback);
    }
}
