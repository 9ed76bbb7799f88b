/** Figures. */
@NullMarked
package dal.benchmarks;

import org.jspecify.annotations.NullMarked;
