/**
 * Brings the databases of all tenant classes to the version their scripts describe, and says where they are. Flyway does a single database and appears in no
 * signature; reading the command line and printing belong to {@code cli}.
 */
@NullMarked
package dal.migrations;

import org.jspecify.annotations.NullMarked;
