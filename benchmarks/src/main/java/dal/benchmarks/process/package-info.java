/** Processes beside the benchmark's own, of its own classes. What they do is no business of this package. */
@NullMarked
package dal.benchmarks.process;

import org.jspecify.annotations.NullMarked;
