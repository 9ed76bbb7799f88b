/** Whether concurrent serializable transactions keep what each of them keeps. */
@NullMarked
package dal.benchmarks.serializable;

import org.jspecify.annotations.NullMarked;
