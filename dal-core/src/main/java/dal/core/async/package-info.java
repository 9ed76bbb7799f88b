/**
 * Work handed to other threads: what it carries along, and how it is cancelled. What a database is, is not known here.
 */
@NullMarked
package dal.core.async;

import org.jspecify.annotations.NullMarked;
