/**
 * How many of each product there are, given out and received. Nothing here knows who takes them.
 */
@NullMarked
package dal.sample.stock;

import org.jspecify.annotations.NullMarked;
