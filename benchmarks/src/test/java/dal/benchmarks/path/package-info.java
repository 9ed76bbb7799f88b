/** The promises that take several modules to keep, tried on a real cluster with all of them wired as an application would. Only tests live here. */
@NullMarked
package dal.benchmarks.path;

import org.jspecify.annotations.NullMarked;
