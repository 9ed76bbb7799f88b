/**
 * Connections to servers and the pools of them. No tenant is known here.
 */
@NullMarked
package dal.core.pool;

import org.jspecify.annotations.NullMarked;
