/** Many callers of servers on a bad network: what becomes of them with no pool, with a pool as it comes, with one that was tuned, and with the library. */
@NullMarked
package dal.benchmarks.jitter;

import org.jspecify.annotations.NullMarked;
