/**
 * What operators and their tools look at. Nothing is found out here: the library's reports and metrics are passed on.
 */
@NullMarked
package dal.sample.monitoring;

import org.jspecify.annotations.NullMarked;
