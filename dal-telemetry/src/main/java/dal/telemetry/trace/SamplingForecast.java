package dal.telemetry.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows of the SDK's own samplers what they will say, before a span is made for them to decide on. A span that is dropped then costs nothing, and one that is kept
 * is made in one go.
 *
 * <p>The samplers are known by their class's package and their description, which the specification fixes; one by anybody else, or one made of those, is
 * asked as ever, with every attribute it may decide by.
 */
final class SamplingForecast {

    /** What a sampler will say. */
    enum Verdict {
        DROP,
        RECORD,
        /** It decides by the trace's id alone: attributes are of no use to it. */
        BY_TRACE,
        /** It has to be asked. */
        UNKNOWN
    }

    private static final String OWN_PACKAGE = "io.opentelemetry.sdk.trace.samplers";
    private static final String SIMPLE = "(AlwaysOnSampler|AlwaysOffSampler|TraceIdRatioBased\\{[0-9.]+})";
    private static final Pattern PARENT_BASED = Pattern.compile("ParentBased\\{root:" + SIMPLE + ",remoteParentSampled:"
            + SIMPLE + ",remoteParentNotSampled:" + SIMPLE + ",localParentSampled:" + SIMPLE + ",localParentNotSampled:"
            + SIMPLE + "}");

    private static final SamplingForecast NONE =
            new SamplingForecast(Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN);

    private final Verdict root;
    private final Verdict remoteSampled;
    private final Verdict remoteNotSampled;
    private final Verdict localSampled;
    private final Verdict localNotSampled;

    private SamplingForecast(
            Verdict root,
            Verdict remoteSampled,
            Verdict remoteNotSampled,
            Verdict localSampled,
            Verdict localNotSampled) {
        this.root = root;
        this.remoteSampled = remoteSampled;
        this.remoteNotSampled = remoteNotSampled;
        this.localSampled = localSampled;
        this.localNotSampled = localNotSampled;
    }

    /** Of that OpenTelemetry's sampler. What is no SDK, the agent's among them, is not looked into. */
    static SamplingForecast of(OpenTelemetry openTelemetry) {
        return openTelemetry instanceof OpenTelemetrySdk sdk
                ? of(sdk.getSdkTracerProvider().getSampler())
                : NONE;
    }

    static SamplingForecast of(Sampler sampler) {
        if (!sampler.getClass().getPackageName().equals(OWN_PACKAGE)) {
            return NONE;
        }
        String description = sampler.getDescription();
        Matcher parts = PARENT_BASED.matcher(description);
        if (parts.matches()) {
            return new SamplingForecast(
                    verdict(parts.group(1)),
                    verdict(parts.group(2)),
                    verdict(parts.group(3)),
                    verdict(parts.group(4)),
                    verdict(parts.group(5)));
        }
        Verdict always = description.matches(SIMPLE) ? verdict(description) : Verdict.UNKNOWN;
        return new SamplingForecast(always, always, always, always, always);
    }

    private static Verdict verdict(String sampler) {
        return switch (sampler) {
            case "AlwaysOnSampler" -> Verdict.RECORD;
            case "AlwaysOffSampler" -> Verdict.DROP;
            default -> Verdict.BY_TRACE;
        };
    }

    /** What it will say of a span below that one. */
    Verdict below(SpanContext parent) {
        if (!parent.isValid()) {
            return root;
        }
        if (parent.isRemote()) {
            return parent.isSampled() ? remoteSampled : remoteNotSampled;
        }
        return parent.isSampled() ? localSampled : localNotSampled;
    }
}
