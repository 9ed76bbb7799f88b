package dal.sample.order;

import dal.sample.refusal.RefusedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a customer wants.
 *
 * @param customerId who
 * @param lines what, each product once
 */
public record NewOrder(long customerId, List<Line> lines) {

    private static final int MAX_LINES = 50;
    private static final int MAX_QUANTITY = 100_000;

    /**
     * Checks the lines.
     *
     * @throws RefusedException if there is none, too many, or a product twice
     */
    public NewOrder {
        requireLines(lines);
        lines = List.copyOf(lines);
        if (lines.stream().map(Line::productId).distinct().count() < lines.size()) {
            throw RefusedException.invalid("'lines' takes each product once; add up its quantities.");
        }
    }

    private static void requireLines(@Nullable List<Line> lines) {
        if (lines == null
                || lines.isEmpty()
                || lines.size() > MAX_LINES
                || lines.stream().anyMatch(Objects::isNull)) {
            throw RefusedException.invalid("'lines' takes 1 to " + MAX_LINES + " lines.");
        }
    }

    /** So many of one product. */
    public record Line(long productId, int quantity) {

        /**
         * Checks the quantity.
         *
         * @throws RefusedException if nobody could want so many
         */
        public Line {
            if (quantity < 1 || quantity > MAX_QUANTITY) {
                throw RefusedException.invalid("'quantity' takes 1 to " + MAX_QUANTITY + ".");
            }
        }
    }
}
