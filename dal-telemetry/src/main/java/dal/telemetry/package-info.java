/** Watches. */
@NullMarked
package dal.telemetry;

import org.jspecify.annotations.NullMarked;
