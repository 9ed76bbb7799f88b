/** What a tenant costs a process that serves thousands of them, and what is left once they are all at rest. */
@NullMarked
package dal.benchmarks.manytenants;

import org.jspecify.annotations.NullMarked;
