/** Whether anything stays behind, on any path, whichever call of the driver fails. */
@NullMarked
package dal.benchmarks.leaks;

import org.jspecify.annotations.NullMarked;
