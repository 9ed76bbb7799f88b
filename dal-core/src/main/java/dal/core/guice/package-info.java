/**
 * The module that wires dal-core. No logic lives here.
 */
@NullMarked
package dal.core.guice;

import org.jspecify.annotations.NullMarked;
