/**
 * The gate that work passes and the shutdown that empties it. What the work is, is not known here.
 */
@NullMarked
package dal.core.lifecycle;

import org.jspecify.annotations.NullMarked;
