/**
 * The choice of a node for one piece of work, as pure logic over the latest view of a cluster and the load this process puts on each node. It does no I/O and
 * takes no lock.
 */
@NullMarked
package dal.routing.choice;

import org.jspecify.annotations.NullMarked;
