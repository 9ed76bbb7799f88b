/**
 * Who a statement runs for, and how tenants are kept apart. Values only; how a tenant is bound to a connection is not told here.
 */
@NullMarked
package dal.tenant;

import org.jspecify.annotations.NullMarked;
