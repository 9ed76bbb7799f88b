package dal.spi;

import dal.status.Alert;
import java.time.Duration;

/**
 * Hears of alerts, on one thread, one after another; a listener that takes long delays the others. Whatever it throws is swallowed. An alert is one by its name
 * and its subject.
 */
public interface AlertListener {

    /** An alert began, or goes on with another severity. */
    void raised(Alert alert);

    /**
     * It is over.
     *
     * @param alert as it was at last
     * @param lasted since it began, whatever its severities
     */
    void cleared(Alert alert, Duration lasted);
}
