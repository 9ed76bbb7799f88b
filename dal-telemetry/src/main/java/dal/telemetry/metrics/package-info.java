/**
 * Measures: durations of what is executed, outcomes of transactions, pools. Every label has few values; tenants and SQL texts are never among them.
 */
@NullMarked
package dal.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
