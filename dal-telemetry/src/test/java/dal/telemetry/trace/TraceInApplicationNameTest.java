package dal.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dal.telemetry.Executions;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

final class TraceInApplicationNameTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Span REQUEST =
            Span.wrap(SpanContext.create(TRACE, "00f067aa0ba902b7", TraceFlags.getDefault(), TraceState.getDefault()));

    @Test
    void namesTheServiceAndTheTraceThatIsCurrentSampledOrNot() {
        try (Scope current = REQUEST.makeCurrent()) {
            assertThat(new TraceInApplicationName("shop").value(Executions.TENANT))
                    .isEqualTo("shop:" + TRACE);
        }
    }

    @Test
    void namesTheServiceAloneWhereThereIsNoTrace() {
        assertThat(new TraceInApplicationName("shop").value(Executions.TENANT)).isEqualTo("shop");
    }

    @Test
    void letsALongNameLoseItsEndRatherThanTheTrace() {
        try (Scope current = REQUEST.makeCurrent()) {
            assertThat(new TraceInApplicationName("s".repeat(80)).value(Executions.TENANT))
                    .hasSize(63)
                    .endsWith(":" + TRACE);
        }
    }
}
