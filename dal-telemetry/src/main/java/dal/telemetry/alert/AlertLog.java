package dal.telemetry.alert;

import dal.status.Alert;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One line when an alert begins, becomes another severity or ends. */
final class AlertLog {

    private static final Logger LOG = LoggerFactory.getLogger("dal.alerts");

    private AlertLog() {}

    /** @param lasted null for one that is raised */
    static void write(Alert alert, @Nullable Duration lasted) {
        var line = LOG.atLevel(lasted == null ? level(alert.severity()) : Level.INFO)
                .addKeyValue("alert", alert.name())
                .addKeyValue("severity", alert.severity().name().toLowerCase(Locale.ROOT))
                .addKeyValue("subject", alert.subject());
        if (lasted == null) {
            line.addKeyValue("detail", alert.message()).log("alert raised");
        } else {
            line.addKeyValue("lasted", lasted).log("alert cleared");
        }
    }

    private static Level level(Alert.Severity severity) {
        return switch (severity) {
            case NOTE -> Level.INFO;
            case WARNING -> Level.WARN;
            case CRITICAL -> Level.ERROR;
        };
    }
}
