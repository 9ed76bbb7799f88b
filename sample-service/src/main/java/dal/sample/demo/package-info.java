/**
 * What only a demonstration needs: a database cluster of its own, a stock of data, work that takes long on purpose. A
 * service made after this one leaves it out.
 */
@NullMarked
package dal.sample.demo;

import org.jspecify.annotations.NullMarked;
