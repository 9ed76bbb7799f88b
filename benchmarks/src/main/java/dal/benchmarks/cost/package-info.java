/** What single steps cost that every query takes, in time and memory, measured by JMH. */
@NullMarked
package dal.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
