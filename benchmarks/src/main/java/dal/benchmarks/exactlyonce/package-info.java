/** Whether a transaction is what its caller was told it is, wherever its connection breaks. */
@NullMarked
package dal.benchmarks.exactlyonce;

import org.jspecify.annotations.NullMarked;
