/** What statements applied together cost beside a transaction of the same ones: round trips on the wire, and time on loopback. */
@NullMarked
package dal.benchmarks.atomic;

import org.jspecify.annotations.NullMarked;
