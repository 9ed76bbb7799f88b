/** What asking a second replica saves, and what it costs. */
@NullMarked
package dal.benchmarks.hedge;

import org.jspecify.annotations.NullMarked;
