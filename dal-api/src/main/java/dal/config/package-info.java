/**
 * The immutable configuration and its readers (HOCON, environment variables, connection URLs). Nothing here opens a connection.
 */
@NullMarked
package dal.config;

import org.jspecify.annotations.NullMarked;
