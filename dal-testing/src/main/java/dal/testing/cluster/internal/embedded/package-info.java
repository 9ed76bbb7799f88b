/**
 * Servers run from binaries on the class path, as processes of this machine that cannot outlive the JVM. What a
 * container needs belongs to the sibling package.
 */
@NullMarked
package dal.testing.cluster.internal.embedded;

import org.jspecify.annotations.NullMarked;
