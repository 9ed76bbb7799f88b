/** Whether a session ever reads older than its token says, while everything around it breaks. The checker knows nothing of the router. */
@NullMarked
package dal.benchmarks.causal;

import org.jspecify.annotations.NullMarked;
