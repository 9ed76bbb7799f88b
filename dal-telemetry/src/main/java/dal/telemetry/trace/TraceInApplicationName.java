package dal.telemetry.trace;

import dal.spi.LocalSetting;
import dal.tenant.TenantId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/**
 * Makes {@code application_name} say for which request a server works: the service's name and, behind a colon, the id of the trace that is current. It goes with the
 * tenant's binding, so it costs no trip and ends with the transaction. Seen in {@code pg_stat_activity} and, by {@code %a}, in the server's log. Thread-safe.
 */
public final class TraceInApplicationName implements LocalSetting {

    /** PostgreSQL cuts a longer one, and the trace's id would be what is lost. */
    private static final int LONGEST = 63;

    private static final int TRACE_ID = 32;

    private final String service;
    private final String prefix;

    /** For a service of that name; its first {@code 30} characters stand before a trace's id. */
    public TraceInApplicationName(String service) {
        this.service = cut(service, LONGEST);
        this.prefix = cut(service, LONGEST - TRACE_ID - 1) + ":";
    }

    @Override
    public String name() {
        return "application_name";
    }

    @Override
    public String value(TenantId tenant) {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() ? prefix + current.getTraceId() : service;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
