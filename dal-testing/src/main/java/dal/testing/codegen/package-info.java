/**
 * The schema that migrations make, for jOOQ's code generator to read. What runs migrations in production is elsewhere: here
 * they only ever meet an empty database that is thrown away.
 */
@NullMarked
package dal.testing.codegen;

import org.jspecify.annotations.NullMarked;
