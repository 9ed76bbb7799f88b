/**
 * Every error this library throws, classified by SQLSTATE. No other package declares one.
 */
@NullMarked
package dal.error;

import org.jspecify.annotations.NullMarked;
