/**
 * How fresh a read has to be, and the token that says so across processes. Values only; no position is observed here.
 */
@NullMarked
package dal.consistency;

import org.jspecify.annotations.NullMarked;
