/**
 * What a service's process does when it is told to end, or when a thread of it dies: an opt-in for its {@code main}. How work drains is not known here.
 */
@NullMarked
package dal.core.process;

import org.jspecify.annotations.NullMarked;
