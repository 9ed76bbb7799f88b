/** How often a caller waits for the server, counted on the wire. Times are not looked at here. */
@NullMarked
package dal.benchmarks.roundtrips;

import org.jspecify.annotations.NullMarked;
