/**
 * Counts and times statements by their shape, in this process, within a bound of memory. Nothing is sent anywhere, and no bind value or literal is kept.
 */
@NullMarked
package dal.telemetry.statistics;

import org.jspecify.annotations.NullMarked;
