/**
 * What a service might use instead of the library, and the library itself, all doing the same work on the same servers: one class for each contestant, each as its own
 * manual would have it. Nothing is timed here.
 */
@NullMarked
package dal.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
