/**
 * What a transaction may ask for and what its work is handed. Nothing here begins or commits one.
 */
@NullMarked
package dal.transaction;

import org.jspecify.annotations.NullMarked;
