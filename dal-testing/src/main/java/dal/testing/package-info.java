/** Tests. */
@NullMarked
package dal.testing;

import org.jspecify.annotations.NullMarked;
