/**
 * What binds a tenant: which settings, and the text around a statement that sets them. Nothing here holds a connection.
 */
@NullMarked
package dal.core.tenancy;

import org.jspecify.annotations.NullMarked;
