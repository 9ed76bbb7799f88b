package dal.benchmarks.peers;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.util.Modules;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;

/** How much the library tells of what it does. */
public enum Watched {

    /** No telemetry module at all. */
    NOT {
        @Override
        Module module() {
            return binder -> {};
        }
    },

    /** All of it, by an SDK that records, and a sampler that takes no trace. */
    UNSAMPLED {
        @Override
        Module module() {
            return watching(Sampler.alwaysOff());
        }
    },

    /** All of it, each span recorded, batched and exported to nowhere. */
    SAMPLED {
        @Override
        Module module() {
            return watching(Sampler.alwaysOn());
        }
    };

    abstract Module module();

    private static Module watching(Sampler sampler) {
        OpenTelemetry sdk = sdk(sampler);
        return Modules.combine(new TelemetryModule(TelemetryConfig.DEFAULT), new AbstractModule() {
            @Override
            protected void configure() {
                OptionalBinder.newOptionalBinder(binder(), OpenTelemetry.class)
                        .setBinding()
                        .toInstance(sdk);
            }
        });
    }

    /** What {@link #SAMPLED} tells of itself by, for those that others tell of. */
    static OpenTelemetry sampledSdk() {
        return sdk(Sampler.alwaysOn());
    }

    private static OpenTelemetry sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(new Nowhere()).build())
                        .build())
                .build();
    }

    private static final class Nowhere implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
