/**
 * The doors' implementations: the manager, a tenant's database, a session, a block of reads. The work itself is done in the packages beneath.
 */
@NullMarked
package dal.core.session;

import org.jspecify.annotations.NullMarked;
