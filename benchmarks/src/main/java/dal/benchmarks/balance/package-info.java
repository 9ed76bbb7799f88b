/** What a slow replica costs those who read beside it. */
@NullMarked
package dal.benchmarks.balance;

import org.jspecify.annotations.NullMarked;
