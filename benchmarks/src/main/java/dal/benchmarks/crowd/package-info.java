/** Tenants that want more of one pool than it has, and what becomes of each. */
@NullMarked
package dal.benchmarks.crowd;

import org.jspecify.annotations.NullMarked;
