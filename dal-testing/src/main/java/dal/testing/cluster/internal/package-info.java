/**
 * The seam between a cluster and what its servers run on, and what both sides of it share. No SQL about roles,
 * replication or data belongs here, and nothing here is for users.
 */
@NullMarked
package dal.testing.cluster.internal;

import org.jspecify.annotations.NullMarked;
