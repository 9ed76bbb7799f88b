/** How long many tenants' schemas take to migrate, and what a run that is killed leaves behind. */
@NullMarked
package dal.benchmarks.migrate;

import org.jspecify.annotations.NullMarked;
