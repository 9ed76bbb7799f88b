/** Poolers that stand between the library and its servers. What is sent through them is no business of this package. */
@NullMarked
package dal.benchmarks.pooler;

import org.jspecify.annotations.NullMarked;
