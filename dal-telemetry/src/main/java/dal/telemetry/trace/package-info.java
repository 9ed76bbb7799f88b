/**
 * Makes spans of what is executed, by OpenTelemetry's stable database conventions, and says where and why. No span holds a literal or a bind value; a tenant's
 * id only by switch.
 */
@NullMarked
package dal.telemetry.trace;

import org.jspecify.annotations.NullMarked;
