/**
 * One execution as every feature of this module sees it: followed once, described once, and kept from harming its caller. No signal is made here.
 */
@NullMarked
package dal.telemetry.internal.watch;

import org.jspecify.annotations.NullMarked;
