/**
 * Immutable snapshots of what the library is doing, and the report of a shutdown. Nothing here is measured; others fill it.
 */
@NullMarked
package dal.status;

import org.jspecify.annotations.NullMarked;
