/**
 * The {@code migrate} command: its options, its output and its exit codes. What is done and found is {@link dal.migrations.Migrations}' business.
 */
@NullMarked
package dal.migrations.cli;

import org.jspecify.annotations.NullMarked;
