/** Executes. */
@NullMarked
package dal.core;

import org.jspecify.annotations.NullMarked;
