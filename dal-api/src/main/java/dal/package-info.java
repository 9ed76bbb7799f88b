/** The doors a user codes against. Nothing here executes anything. */
@NullMarked
package dal;

import org.jspecify.annotations.NullMarked;
