/** How a primary is lost and replaced, as a failover manager does it. The library under measure has no part in this. */
@NullMarked
package dal.benchmarks.succession;

import org.jspecify.annotations.NullMarked;
