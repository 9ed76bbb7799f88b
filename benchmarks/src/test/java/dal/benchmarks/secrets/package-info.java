@NullMarked
package dal.benchmarks.secrets;

import org.jspecify.annotations.NullMarked;
