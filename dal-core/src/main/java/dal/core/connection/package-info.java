/**
 * The connection and the statements that jOOQ sees: JDBC wrappers that send nothing without the tenant. Where a connection comes from is not known here.
 */
@NullMarked
package dal.core.connection;

import org.jspecify.annotations.NullMarked;
