/** The sample. */
@NullMarked
package dal.sample;

import org.jspecify.annotations.NullMarked;
