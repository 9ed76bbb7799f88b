/**
 * The HTTP server, and what every request has in common: its tenant, its session, its problems. No path of a feature
 * and no SQL lives here.
 */
@NullMarked
package dal.sample.http;

import org.jspecify.annotations.NullMarked;
