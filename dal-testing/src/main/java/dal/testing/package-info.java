/**
 * The test kit's root. It holds nothing itself: each of its packages is one tool, and none of them may depend on more of
 * the project than dal-api.
 */
@NullMarked
package dal.testing;

import org.jspecify.annotations.NullMarked;
