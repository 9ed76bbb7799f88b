/**
 * Finds connections that were opened and not given back, by asking the servers, which cannot be deceived. Knows no test
 * framework.
 */
@NullMarked
package dal.testing.leak;

import org.jspecify.annotations.NullMarked;
