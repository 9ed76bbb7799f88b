/** The library as a service wires it, over the nodes of a cluster, and a record of who answered. No load and no fault begins here. */
@NullMarked
package dal.benchmarks.layer;

import org.jspecify.annotations.NullMarked;
