package dal.sample.stock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the levels, in the order of their products.
 *
 * @param levels this page of them
 * @param next what to ask for next, as {@code after}; null on the last page
 */
public record StockPage(List<StockLevel> levels, @Nullable Long next) {

    static StockPage of(List<StockLevel> levels, int limit) {
        return new StockPage(
                levels, levels.size() < limit ? null : levels.getLast().productId());
    }
}
