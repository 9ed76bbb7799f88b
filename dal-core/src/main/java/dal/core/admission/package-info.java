/**
 * Who of a pool's callers gets the next connection, and who is told at once that waiting is pointless. No connection, node or SQL is known here: what is given out
 * are permits.
 */
@NullMarked
package dal.core.admission;

import org.jspecify.annotations.NullMarked;
