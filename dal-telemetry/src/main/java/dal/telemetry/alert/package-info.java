/**
 * Says what an operator should know: what holds of pools and nodes, from when on it counts, and who hears of it. Nothing here measures, and nothing here acts.
 */
@NullMarked
package dal.telemetry.alert;

import org.jspecify.annotations.NullMarked;
