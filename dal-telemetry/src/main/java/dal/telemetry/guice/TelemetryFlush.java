package dal.telemetry.guice;

import dal.spi.LifecycleParticipant;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** At the end of a shutdown, has the OpenTelemetry SDK send what it still holds, and closes it where that was asked for. */
final class TelemetryFlush implements LifecycleParticipant {

    private final OpenTelemetry openTelemetry;
    private final boolean close;

    TelemetryFlush(OpenTelemetry openTelemetry, boolean close) {
        this.openTelemetry = openTelemetry;
        this.close = close;
    }

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public Phase phase() {
        return Phase.TELEMETRY;
    }

    @Override
    public void stop(Duration remaining) throws Exception {
        // Another implementation, or none: it has no door to flush by.
        if (openTelemetry instanceof OpenTelemetrySdk sdk) {
            CompletableResultCode sent = close
                    ? sdk.shutdown()
                    : CompletableResultCode.ofAll(List.of(
                            sdk.getSdkTracerProvider().forceFlush(),
                            sdk.getSdkMeterProvider().forceFlush(),
                            sdk.getSdkLoggerProvider().forceFlush()));
            sent.join(remaining.toNanos(), TimeUnit.NANOSECONDS);
            if (!sent.isSuccess()) {
                throw new TimeoutException("Telemetry could not be sent within " + remaining
                        + ": some of it is lost; see the exporter's own log for why");
            }
        }
    }
}
