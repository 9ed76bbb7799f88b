/**
 * Makes an application's services for one tenant's database, over Guice. No statement is executed here.
 */
@NullMarked
package dal.core.service;

import org.jspecify.annotations.NullMarked;
