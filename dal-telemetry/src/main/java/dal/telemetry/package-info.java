/**
 * Watches what the other modules do and tells of it: spans, slow-query log, metrics, health. Listeners only; nothing here changes a result or throws into who is
 * watched.
 */
@NullMarked
package dal.telemetry;

import org.jspecify.annotations.NullMarked;
