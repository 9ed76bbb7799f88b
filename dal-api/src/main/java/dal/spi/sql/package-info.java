/**
 * How PostgreSQL reads the text of a statement, for the modules of this library that look into one. What a statement does or hides is theirs to tell.
 */
@NullMarked
package dal.spi.sql;

import org.jspecify.annotations.NullMarked;
