/**
 * What the modules of this library meet through, and where an application extends it. An application's services need none of it.
 */
@NullMarked
package dal.spi;

import org.jspecify.annotations.NullMarked;
