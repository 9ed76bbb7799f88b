package dal.sample.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the products found, in the order of their ids.
 *
 * @param products this page of them
 * @param next what to ask for next, as {@code after}; null on the last page
 */
public record ProductPage(List<Product> products, @Nullable Long next) {

    static ProductPage of(List<Product> products, int limit) {
        return new ProductPage(
                products, products.size() < limit ? null : products.getLast().id());
    }
}
