/**
 * What customers order: placed in one transaction over the catalogue, the customers and the stock, and read again. No stock is counted here.
 */
@NullMarked
package dal.sample.order;

import org.jspecify.annotations.NullMarked;
