package dal.telemetry.trace;

import dal.spi.ContextCarrier;
import io.opentelemetry.context.Context;

/** Carries OpenTelemetry's context, and with it the span that is current. */
public final class TraceContextCarrier implements ContextCarrier {

    @Override
    @SuppressWarnings("MustBeClosedChecker") // Whoever restores it closes it.
    public Carried capture() {
        Context captured = Context.current();
        return () -> captured.makeCurrent()::close;
    }
}
