/**
 * Executes: everything between a {@link dal.TenantDatabase} and PostgreSQL. Applications install {@link dal.core.guice.CoreModule} and use {@code dal-api}; all
 * other types here are internal.
 */
@NullMarked
package dal.core;

import org.jspecify.annotations.NullMarked;
