/**
 * Observes one node: its role, its timeline and how far it has come in the log, over a connection of its own. What the nodes of a cluster are to each other
 * belongs to {@code dal.routing.topology}.
 */
@NullMarked
package dal.routing.position;

import org.jspecify.annotations.NullMarked;
