/** Several ways to do the same, measured by turns of a few milliseconds on one thread, so that whatever else the machine does meets all alike. */
@NullMarked
package dal.benchmarks.slices;

import org.jspecify.annotations.NullMarked;
