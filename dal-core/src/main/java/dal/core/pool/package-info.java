/**
 * Connections to servers and the pools of them. A tenant is known here only as who waits for a connection; none is bound to one.
 */
@NullMarked
package dal.core.pool;

import org.jspecify.annotations.NullMarked;
