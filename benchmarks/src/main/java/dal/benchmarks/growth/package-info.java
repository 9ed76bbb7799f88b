/** What a query costs the processor as a service grows: flat where it should be flat. */
@NullMarked
package dal.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
