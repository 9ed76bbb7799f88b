@NullMarked
package dal.migrations;

import org.jspecify.annotations.NullMarked;
