@NullMarked
package dal.migrations.cli;

import org.jspecify.annotations.NullMarked;
