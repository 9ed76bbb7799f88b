/**
 * What the shop answers to a request that it will not carry out, in its own words. No HTTP and no SQL lives here.
 */
@NullMarked
package dal.sample.refusal;

import org.jspecify.annotations.NullMarked;
