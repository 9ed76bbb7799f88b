/**
 * Certificates for tests, of authorities nobody else has. Nothing here may be trusted outside a test: the keys are made
 * quickly and kept in memory.
 */
@NullMarked
package dal.testing.tls;

import org.jspecify.annotations.NullMarked;
