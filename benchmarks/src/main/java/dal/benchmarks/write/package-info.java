/** What a transaction of two writes costs beside what a service would use instead. */
@NullMarked
package dal.benchmarks.write;

import org.jspecify.annotations.NullMarked;
