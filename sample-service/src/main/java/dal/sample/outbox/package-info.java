/**
 * Events that are written in the transaction they tell of, and handed on afterwards. Nothing here knows what they are about or who receives them.
 */
@NullMarked
package dal.sample.outbox;

import org.jspecify.annotations.NullMarked;
