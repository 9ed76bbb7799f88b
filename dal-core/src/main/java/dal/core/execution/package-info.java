/**
 * One statement's way: route, observe, borrow, bind, translate, give back. What a transaction is, is not known here.
 */
@NullMarked
package dal.core.execution;

import org.jspecify.annotations.NullMarked;
