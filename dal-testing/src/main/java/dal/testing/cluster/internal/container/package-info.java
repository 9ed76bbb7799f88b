/**
 * Servers run as containers on one network, by Testcontainers. Loaded only where it was chosen: Testcontainers is an
 * optional dependency, and nothing outside this package may name its types.
 */
@NullMarked
package dal.testing.cluster.internal.container;

import org.jspecify.annotations.NullMarked;
