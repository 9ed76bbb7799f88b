/** What each part of a query's way through the library costs by itself. Classes that JMH makes its own of are public for that. */
@NullMarked
package dal.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
