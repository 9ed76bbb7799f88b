@NullMarked
package dal.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
