/** What callers notice of a replica that dies or falls silent, and when it serves again. */
@NullMarked
package dal.benchmarks.replicaloss;

import org.jspecify.annotations.NullMarked;
