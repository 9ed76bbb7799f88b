/**
 * A tenant's database whose queries a test answers itself, for services that are tested without a server. Nothing here connects to one, and nothing here
 * imitates SQL.
 */
@NullMarked
package dal.testing.mock;

import org.jspecify.annotations.NullMarked;
