/**
 * Turns what the driver and the server say into this library's errors. Nothing here is retried.
 */
@NullMarked
package dal.core.failure;

import org.jspecify.annotations.NullMarked;
