/**
 * Faults of the network between a client and a server. Faults of the servers themselves belong to the cluster.
 */
@NullMarked
package dal.testing.fault;

import org.jspecify.annotations.NullMarked;
