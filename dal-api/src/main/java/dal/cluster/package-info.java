/**
 * The names and roles of servers. Values only; nothing here connects to one.
 */
@NullMarked
package dal.cluster;

import org.jspecify.annotations.NullMarked;
