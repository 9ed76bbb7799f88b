/** The wiring of migrations into a service's injector. Nothing is decided here: what happens at start stands in the settings. */
@NullMarked
package dal.migrations.guice;

import org.jspecify.annotations.NullMarked;
