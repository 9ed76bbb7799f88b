/**
 * What a cluster is at this moment, put together from the observations of its nodes, as immutable views. Which node answers what is decided elsewhere.
 */
@NullMarked
package dal.routing.topology;

import org.jspecify.annotations.NullMarked;
