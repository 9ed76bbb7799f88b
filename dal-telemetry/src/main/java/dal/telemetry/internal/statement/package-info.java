/**
 * What one SQL text is: its operation, its tables, and its text without literals. Nothing here knows who executes it, or keeps a bind value.
 */
@NullMarked
package dal.telemetry.internal.statement;

import org.jspecify.annotations.NullMarked;
