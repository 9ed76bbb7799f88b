/** What dal-core's tests share: a database layer over a real cluster whose routing is fixed. Only for tests. */
@NullMarked
package dal.core.testkit;

import org.jspecify.annotations.NullMarked;
