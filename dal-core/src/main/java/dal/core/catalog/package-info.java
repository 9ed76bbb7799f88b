/**
 * The tenant catalog that is read from a table: what is in memory, when it is read again, and who tells of changes. What a placement leads to is not known here.
 */
@NullMarked
package dal.core.catalog;

import org.jspecify.annotations.NullMarked;
