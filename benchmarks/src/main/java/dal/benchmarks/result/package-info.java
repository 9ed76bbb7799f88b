/** The figures of a run and how they are printed. Nothing is measured here. */
@NullMarked
package dal.benchmarks.result;

import org.jspecify.annotations.NullMarked;
