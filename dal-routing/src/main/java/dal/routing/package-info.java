/**
 * Decides which node answers: what a statement is, what each node is, and the choice between them. Nothing here executes a user's statement.
 */
@NullMarked
package dal.routing;

import org.jspecify.annotations.NullMarked;
