/**
 * The router over made-up clusters in made-up time: what is true of each node, what is observed of it, and whether the decisions keep their promises. No database, no
 * thread, no real clock.
 */
@NullMarked
package dal.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
