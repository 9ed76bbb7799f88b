/** What becomes of writes when the primary dies: when they resume, and whether what was said of each is true. */
@NullMarked
package dal.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
