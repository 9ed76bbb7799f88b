package dal.benchmarks.secrets;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** All that left the library: log lines of whatever level, spans, and errors as a caller would print them. Thread-safe. */
final class Emissions extends AppenderBase<ILoggingEvent> implements SpanExporter {

    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final Queue<String> spans = new ConcurrentLinkedQueue<>();

    /** Listens to every logger; to the library's own at every level. Others, jOOQ's among them, tell binds where one asks them for their most detailed level. */
    static Emissions listening() {
        Emissions emissions = new Emissions();
        emissions.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(emissions);
        root.setLevel(Level.INFO);
        ((Logger) LoggerFactory.getLogger("dal")).setLevel(Level.TRACE);
        return emissions;
    }

    @Override
    protected void append(ILoggingEvent event) {
        texts.add("log " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                + " "
                + event.getMDCPropertyMap()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
        for (SpanData span : ended) {
            spans.add("span " + span.getName() + " " + span.getAttributes().asMap() + " " + span.getEvents() + " "
                    + span.getStatus());
        }
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

    /** An error with all its causes and suppressed ones. */
    void error(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        texts.add("error " + text);
    }

    /** Anything else. */
    void other(String what, Object told) {
        texts.add(what + " " + told);
    }

    int spans() {
        return spans.size();
    }

    /** How many of them begin so. */
    long count(String prefix) {
        return texts.stream().filter(text -> text.startsWith(prefix)).count();
    }

    /** All of it. */
    List<String> all() {
        List<String> all = new ArrayList<>(texts);
        all.addAll(spans);
        return all;
    }
}
