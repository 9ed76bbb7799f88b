/** What was measured before, and whether it still holds: ratios within one run, never times. */
@NullMarked
package dal.benchmarks.gate;

import org.jspecify.annotations.NullMarked;
