package dal.migrations;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway's narration, at the level of debugging: what came of it is in the report. */
final class FlywayLog implements Log {

    private final Logger log;

    private FlywayLog(Logger log) {
        this.log = log;
    }

    @Override
    public void debug(String message) {
        log.trace(message);
    }

    @Override
    public void info(String message) {
        log.debug(message);
    }

    @Override
    public void notice(String message) {
        log.debug(message);
    }

    @Override
    public void warn(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message, Exception e) {
        log.debug(message, e);
    }

    /** Made by Flyway, by name. */
    public static final class Creator implements LogCreator {

        @Override
        public Log createLogger(Class<?> type) {
            return new FlywayLog(LoggerFactory.getLogger(type));
        }
    }
}
