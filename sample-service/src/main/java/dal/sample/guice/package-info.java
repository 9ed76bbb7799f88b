/**
 * Joins the features to the library. What a feature does is not decided here.
 */
@NullMarked
package dal.sample.guice;

import org.jspecify.annotations.NullMarked;
