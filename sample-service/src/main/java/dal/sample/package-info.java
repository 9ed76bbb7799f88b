/**
 * Starts and stops the retail service: the order in which its parts come up and go down. No feature lives here.
 */
@NullMarked
package dal.sample;

import org.jspecify.annotations.NullMarked;
