/**
 * Tells from a statement's text alone whether it provably only reads, is known to write, or cannot be told: a lexer of PostgreSQL's own rules, and what its
 * words prove. Knows no node, no connection and no catalog of the user's.
 */
@NullMarked
package dal.routing.classification;

import org.jspecify.annotations.NullMarked;
