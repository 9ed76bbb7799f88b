/** Searches everything the library emits for secrets that were given to it. */
@NullMarked
package dal.benchmarks.secrets;

import org.jspecify.annotations.NullMarked;
