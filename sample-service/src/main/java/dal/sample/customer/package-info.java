/**
 * Who buys. Nothing here knows what they bought.
 */
@NullMarked
package dal.sample.customer;

import org.jspecify.annotations.NullMarked;
