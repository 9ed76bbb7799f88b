package dal.sample.http;

import io.javalin.http.Context;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** One span for each request that has a tenant, by OpenTelemetry's conventions for HTTP servers, in the caller's trace where it sent one. */
@Singleton
final class RequestSpans {

    /** What a request does. */
    @FunctionalInterface
    interface Serving {
        void run() throws Exception;
    }

    private final OpenTelemetry openTelemetry;
    private final Tracer tracer;

    @Inject
    RequestSpans(OpenTelemetry openTelemetry) {
        this.openTelemetry = openTelemetry;
        this.tracer = openTelemetry.getTracer("dal.sample");
    }

    /** The scope is there to be closed. */
    @SuppressWarnings("try")
    void around(Context request, Serving serving) throws Exception {
        String route = request.endpoint().path;
        var caller = openTelemetry
                .getPropagators()
                .getTextMapPropagator()
                .extract(io.opentelemetry.context.Context.current(), request, Headers.INSTANCE);
        Span span = tracer.spanBuilder(request.method().name() + " " + route)
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller)
                .setAttribute(
                        HttpAttributes.HTTP_REQUEST_METHOD, request.method().name())
                .setAttribute(HttpAttributes.HTTP_ROUTE, route)
                .setAttribute(UrlAttributes.URL_PATH, request.path())
                .setAttribute(UrlAttributes.URL_SCHEME, request.scheme())
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            serving.run();
            span.setAttribute(
                    HttpAttributes.HTTP_RESPONSE_STATUS_CODE, request.status().getCode());
        } catch (Exception | Error e) {
            // Which status that becomes is decided behind this.
            span.setAttribute(ErrorAttributes.ERROR_TYPE, e.getClass().getName());
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    private enum Headers implements TextMapGetter<Context> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable Context request, String key) {
            return request == null ? null : request.header(key);
        }
    }
}
