/**
 * The doors a user codes against: the manager, a tenant's database, a session, services made for one of them. What they exchange lives in the packages
 * beneath; nothing here executes anything.
 */
@NullMarked
package dal;

import org.jspecify.annotations.NullMarked;
