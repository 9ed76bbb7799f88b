/** Many tenants on every path at once, through pools and a pooler, and a count of whatever was another's. */
@NullMarked
package dal.benchmarks.isolation;

import org.jspecify.annotations.NullMarked;
