/**
 * Connections that are held for too long: who holds them, and taking them back. What holds them is known in the gate alone.
 */
@NullMarked
package dal.core.leak;

import org.jspecify.annotations.NullMarked;
