/**
 * Sends traces to real backends and reads them back through each one's own API. What is not installed is left out, and said so.
 */
@NullMarked
package dal.benchmarks.backends;

import org.jspecify.annotations.NullMarked;
