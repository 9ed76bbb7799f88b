/**
 * A real PostgreSQL primary with streaming replicas, for tests: started, asked, and broken on purpose. What starts the
 * servers, and on what, is in {@code internal}; nothing here knows a test framework.
 */
@NullMarked
package dal.testing.cluster;

import org.jspecify.annotations.NullMarked;
