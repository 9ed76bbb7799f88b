/** More callers than connections, each of its own tenant: how long the unlucky wait, against what a service would write by hand. */
@NullMarked
package dal.benchmarks.tail;

import org.jspecify.annotations.NullMarked;
