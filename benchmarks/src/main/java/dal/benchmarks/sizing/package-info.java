/** How many connections a pool should have: the same callers on pools of several sizes. */
@NullMarked
package dal.benchmarks.sizing;

import org.jspecify.annotations.NullMarked;
