/** Statements applied together, all or nothing, in one round trip. What they look like on the wire is in {@link dal.core.connection}. */
@NullMarked
package dal.core.atomic;

import org.jspecify.annotations.NullMarked;
