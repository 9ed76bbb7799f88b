/** Processes that are told to end in the middle of their work, and a count of what became of it. What a shutdown does is the library's. */
@NullMarked
package dal.benchmarks.drain;

import org.jspecify.annotations.NullMarked;
