/** Decides. */
@NullMarked
package dal.routing;

import org.jspecify.annotations.NullMarked;
