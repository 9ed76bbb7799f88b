/**
 * The rules that hold the house's shape, over the classes of every module. Each of them is also tried on {@code fixture}, a small
 * project that breaks them all; what a compiler or Maven can refuse does not belong here.
 */
@NullMarked
package dal.benchmarks.architecture;

import org.jspecify.annotations.NullMarked;
