package dal.sample.order;

import java.math.BigDecimal;
import java.time.OffsetDateTime;

/** An order without its lines. */
public record OrderSummary(long id, String status, OffsetDateTime placedAt, BigDecimal total) {}
