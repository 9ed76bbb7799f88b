/**
 * Joins this module to the others. Wiring only; no decision is made here.
 */
@NullMarked
package dal.routing.guice;

import org.jspecify.annotations.NullMarked;
