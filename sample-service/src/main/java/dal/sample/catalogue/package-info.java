/**
 * What the shop sells: products, found and read. Nothing here knows how many of them there are.
 */
@NullMarked
package dal.sample.catalogue;

import org.jspecify.annotations.NullMarked;
