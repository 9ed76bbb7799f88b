/**
 * Transactions bound to a thread, and jOOQ's own transaction API over them. What a session remembers is not kept here.
 */
@NullMarked
package dal.core.transaction;

import org.jspecify.annotations.NullMarked;
