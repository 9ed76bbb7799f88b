/** A network between a driver and its server that takes its time, at no thread and no processor time of its own. What is sent over it is not looked at. */
@NullMarked
package dal.benchmarks.distance;

import org.jspecify.annotations.NullMarked;
