package dal.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What one logger says while this is open. */
public final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public CapturedLog(String name) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
        this.logger.setAdditive(false);
        this.logger.setLevel(Level.DEBUG);
        this.appender.start();
        this.logger.addAppender(appender);
    }

    public List<ILoggingEvent> lines() {
        return List.copyOf(appender.list);
    }

    /** The key-values of one line. */
    public Map<String, Object> keyValues(int line) {
        return appender.list.get(line).getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}
