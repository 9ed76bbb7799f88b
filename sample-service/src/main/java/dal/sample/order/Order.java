package dal.sample.order;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * An order as it was placed.
 *
 * @param id unique
 * @param customerId who ordered
 * @param status placed, paid, shipped, delivered or cancelled
 * @param placedAt when
 * @param total what it costs
 * @param lines what was ordered
 */
public record Order(
        long id, long customerId, String status, OffsetDateTime placedAt, BigDecimal total, List<Line> lines) {

    public Order {
        lines = List.copyOf(lines);
    }

    /** So many of one product, at the price of that day. */
    public record Line(long productId, String product, int quantity, BigDecimal unitPrice) {}
}
