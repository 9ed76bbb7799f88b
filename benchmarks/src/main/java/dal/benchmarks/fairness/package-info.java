/**
 * The admission to a pool under made-up callers, whose time is made up too: what each tenant got, what lay idle, who waited. Nothing real waits here, so that every
 * run of one number is the same.
 */
@NullMarked
package dal.benchmarks.fairness;

import org.jspecify.annotations.NullMarked;
