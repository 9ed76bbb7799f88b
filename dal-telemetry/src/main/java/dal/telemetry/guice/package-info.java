/**
 * Wires this module. Nothing here decides or measures.
 */
@NullMarked
package dal.telemetry.guice;

import org.jspecify.annotations.NullMarked;
