package dal.telemetry.alert;

import dal.status.Alert;
import java.time.Duration;

/**
 * What holds now, and would be an alert.
 *
 * @param alert as it would read
 * @param raiseAfter how long it has to hold before it is one
 * @param hold how long it has to be over before it is none
 * @param own whether it is this module's to tell; else its source tells the status and the log itself
 */
record Condition(Alert alert, Duration raiseAfter, Duration hold, boolean own) {}
