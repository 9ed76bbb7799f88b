package dal.sample.order;

import static dal.sample.generated.Tables.CUSTOMER_ORDER;
import static dal.sample.generated.Tables.ORDER_LINE;
import static dal.sample.generated.Tables.PRODUCT;

import dal.TenantDatabase;
import dal.sample.catalogue.CatalogueService;
import dal.sample.customer.CustomerService;
import dal.sample.outbox.Outbox;
import dal.sample.outbox.OutboxRelay;
import dal.sample.refusal.RefusedException;
import dal.sample.stock.StockService;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Records;

/**
 * Places orders and finds them again. Placing one is one transaction, which the catalogue, the customers and the stock
 * join by themselves: they were made for the same database, and a transaction belongs to its thread.
 */
public final class OrderService {

    private final TenantDatabase database;
    private final CatalogueService catalogue;
    private final CustomerService customers;
    private final StockService stock;
    private final Outbox outbox;
    private final OutboxRelay relay;

    @Inject
    public OrderService(
            TenantDatabase database,
            CatalogueService catalogue,
            CustomerService customers,
            StockService stock,
            Outbox outbox,
            OutboxRelay relay) {
        this.database = database;
        this.catalogue = catalogue;
        this.customers = customers;
        this.stock = stock;
        this.outbox = outbox;
        this.relay = relay;
    }

    /**
     * Takes the stock, writes the order and the event that tells of it, or does nothing of that.
     *
     * @throws RefusedException if the customer or a product is not this tenant's, or there is not enough of one
     */
    public Order place(NewOrder order) {
        return database.inTransaction(transaction -> {
            customers.get(order.customerId());
            Map<Long, BigDecimal> prices = catalogue.prices(
                    order.lines().stream().map(NewOrder.Line::productId).toList());
            // Everybody takes in the order of the ids: two orders for the same products wait for each other, never in a
            // circle.
            order.lines().stream()
                    .sorted(Comparator.comparingLong(NewOrder.Line::productId))
                    .forEach(line -> stock.take(line.productId(), line.quantity()));
            long id = insert(transaction.dsl(), order, prices);
            outbox.write("order-placed", id);
            transaction.afterCommit(() -> relay.nudge(database.tenant()));
            return get(id);
        });
    }

    /**
     * One order. Two statements on one node, two round trips.
     *
     * @throws RefusedException if this tenant has none of that id
     */
    public Order get(long id) {
        return database.read(dsl -> {
            List<Order.Line> lines = dsl.select(PRODUCT.ID, PRODUCT.NAME, ORDER_LINE.QUANTITY, ORDER_LINE.UNIT_PRICE)
                    .from(ORDER_LINE)
                    .join(PRODUCT)
                    .on(PRODUCT.ID.eq(ORDER_LINE.PRODUCT_ID))
                    .where(ORDER_LINE.ORDER_ID.eq(id))
                    .orderBy(ORDER_LINE.LINE_NO)
                    .fetch(Records.mapping(Order.Line::new));
            Order order = dsl.select(
                            CUSTOMER_ORDER.ID,
                            CUSTOMER_ORDER.CUSTOMER_ID,
                            CUSTOMER_ORDER.STATUS,
                            CUSTOMER_ORDER.PLACED_AT,
                            CUSTOMER_ORDER.TOTAL)
                    .from(CUSTOMER_ORDER)
                    .where(CUSTOMER_ORDER.ID.eq(id))
                    .fetchOne(found -> new Order(
                            found.value1(), found.value2(), found.value3(), found.value4(), found.value5(), lines));
            if (order == null) {
                throw RefusedException.missing("order", id);
            }
            return order;
        });
    }

    /**
     * A customer's newest orders, newest first. Two statements, two round trips.
     *
     * @throws RefusedException if this tenant has no customer of that id
     */
    public List<OrderSummary> recent(long customerId, int limit) {
        customers.get(customerId);
        return database.dsl()
                .select(CUSTOMER_ORDER.ID, CUSTOMER_ORDER.STATUS, CUSTOMER_ORDER.PLACED_AT, CUSTOMER_ORDER.TOTAL)
                .from(CUSTOMER_ORDER)
                .where(CUSTOMER_ORDER.CUSTOMER_ID.eq(customerId))
                .orderBy(CUSTOMER_ORDER.PLACED_AT.desc(), CUSTOMER_ORDER.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(OrderSummary::new));
    }

    private static long insert(DSLContext dsl, NewOrder order, Map<Long, BigDecimal> prices) {
        BigDecimal total = order.lines().stream()
                .map(line -> price(prices, line).multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        long id = dsl.insertInto(CUSTOMER_ORDER)
                .set(CUSTOMER_ORDER.CUSTOMER_ID, order.customerId())
                .set(CUSTOMER_ORDER.TOTAL, total)
                .returningResult(CUSTOMER_ORDER.ID)
                .fetchSingle()
                .value1();
        var insert = dsl.insertInto(
                ORDER_LINE,
                ORDER_LINE.ORDER_ID,
                ORDER_LINE.LINE_NO,
                ORDER_LINE.PRODUCT_ID,
                ORDER_LINE.QUANTITY,
                ORDER_LINE.UNIT_PRICE);
        short number = 0;
        for (NewOrder.Line line : order.lines()) {
            insert = insert.values(id, ++number, line.productId(), line.quantity(), price(prices, line));
        }
        insert.execute();
        return id;
    }

    private static BigDecimal price(Map<Long, BigDecimal> prices, NewOrder.Line line) {
        return Objects.requireNonNull(prices.get(line.productId()), "price");
    }
}
