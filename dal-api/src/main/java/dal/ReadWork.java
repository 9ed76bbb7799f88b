package dal;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A block of reads.
 *
 * @param <T> what it returns
 * @param <X> what it may throw besides unchecked errors
 */
@FunctionalInterface
public interface ReadWork<T extends @Nullable Object, X extends Exception> {

    T run(DSLContext dsl) throws X;
}
