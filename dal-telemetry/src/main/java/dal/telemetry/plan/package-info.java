/**
 * Asks the server how it would execute a statement that was slow, without executing it, over a connection of its own. No plan holds a literal or a bind value.
 */
@NullMarked
package dal.telemetry.plan;

import org.jspecify.annotations.NullMarked;
