/** What becomes of callers when something goes wrong, of several contestants side by side: everybody comes at once, a replica dies, a neighbour is noisy. */
@NullMarked
package dal.benchmarks.trouble;

import org.jspecify.annotations.NullMarked;
