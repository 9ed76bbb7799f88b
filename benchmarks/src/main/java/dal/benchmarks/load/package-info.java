/** Callers that ask as fast as they are answered, and how long they waited. What they ask is no business of this package. */
@NullMarked
package dal.benchmarks.load;

import org.jspecify.annotations.NullMarked;
