/** What a read costs beside what a service would use instead: time, memory, round trips. */
@NullMarked
package dal.benchmarks.read;

import org.jspecify.annotations.NullMarked;
