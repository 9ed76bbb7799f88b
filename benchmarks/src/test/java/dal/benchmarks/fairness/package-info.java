@NullMarked
package dal.benchmarks.fairness;

import org.jspecify.annotations.NullMarked;
