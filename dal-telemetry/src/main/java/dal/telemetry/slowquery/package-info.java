/**
 * Logs statements that took longer than their tenant class allows. One line each, never a literal or a bind value, and never more lines than an operator can
 * read.
 */
@NullMarked
package dal.telemetry.slowquery;

import org.jspecify.annotations.NullMarked;
