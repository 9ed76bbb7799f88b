/**
 * JUnit's side of the test kit: a cluster that test classes share, a database for each, and a check that none leaks. What
 * is of use without JUnit belongs to the packages it is made of.
 */
@NullMarked
package dal.testing.junit;

import org.jspecify.annotations.NullMarked;
