/**
 * Says how the databases and pools are: reports for HTTP endpoints, and the alerts of pools and nodes. A probe opens its own connection, since a full pool is no dead
 * database.
 */
@NullMarked
package dal.telemetry.health;

import org.jspecify.annotations.NullMarked;
