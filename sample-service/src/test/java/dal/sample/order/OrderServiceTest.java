package dal.sample.order;

import static dal.sample.generated.Tables.CUSTOMER;
import static dal.sample.generated.Tables.CUSTOMER_ORDER;
import static dal.sample.generated.Tables.ORDER_LINE;
import static dal.sample.generated.Tables.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.sample.catalogue.CatalogueService;
import dal.sample.customer.CustomerService;
import dal.sample.outbox.Outbox;
import dal.sample.outbox.OutboxRelay;
import dal.sample.refusal.RefusedException;
import dal.sample.stock.NotEnoughStockException;
import dal.sample.stock.StockService;
import dal.tenant.TenantId;
import dal.testing.mock.MockRoute;
import dal.testing.mock.MockStatement;
import dal.testing.mock.MockTenantDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

class OrderServiceTest {

    private static final DSLContext ROWS = DSL.using(SQLDialect.POSTGRES);
    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);
    private static final long CUSTOMER_ID = 7;
    private static final long ORDER_ID = 70;
    private static final NewOrder ORDER =
            new NewOrder(CUSTOMER_ID, List.of(new NewOrder.Line(2, 3), new NewOrder.Line(1, 1)));

    private int stockRowsChanged = 1;
    private final MockTenantDatabase database = MockTenantDatabase.of(TenantId.of("acme"), this::answer);
    private final OutboxRelay relay = stopped();
    private final OrderService orders = new OrderService(
            database,
            new CatalogueService(database),
            new CustomerService(database),
            new StockService(database),
            new Outbox(database),
            relay);

    /** Hands nothing on. */
    private static OutboxRelay stopped() {
        OutboxRelay relay = new OutboxRelay(() -> {
            throw new IllegalStateException("stopped");
        });
        try {
            relay.stop(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return relay;
    }

    @Test
    void placesAnOrderInOneTransactionThatEveryServiceJoins() {
        Order placed = orders.place(ORDER);

        assertThat(placed.id()).isEqualTo(ORDER_ID);
        assertThat(database.statements()).extracting(MockStatement::route).containsOnly(MockRoute.TRANSACTION);
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void writesTheEventInTheTransactionOfItsOrder() {
        orders.place(ORDER);

        List<MockStatement> events = database.statements().stream()
                .filter(statement -> statement.sql().contains("\"outbox\""))
                .toList();
        assertThat(events).extracting(MockStatement::route).containsExactly(MockRoute.TRANSACTION);
        assertThat(events.getFirst().binds()).isEqualTo(List.of("order-placed", ORDER_ID));
    }

    @Test
    void takesTheStockInTheOrderOfTheIdsSoThatTwoOrdersNeverWaitInACircle() {
        orders.place(ORDER);

        List<Object> taken = database.statements().stream()
                .filter(statement -> statement.sql().startsWith("update"))
                .map(statement -> statement.binds().get(1))
                .toList();
        assertThat(taken).containsExactly(1L, 2L);
    }

    @Test
    void writesNothingWhereThereIsTooLittle() {
        stockRowsChanged = 0;

        assertThatThrownBy(() -> orders.place(ORDER)).isInstanceOf(NotEnoughStockException.class);

        assertThat(database.statements()).extracting(MockStatement::sql).noneMatch(sql -> sql.startsWith("insert"));
        assertThat(database.commits()).isZero();
        assertThat(database.rollbacks()).isEqualTo(1);
    }

    @Test
    void refusesAProductThatIsNotThisTenants() {
        NewOrder unknown = new NewOrder(CUSTOMER_ID, List.of(new NewOrder.Line(99, 1)));

        assertThatThrownBy(() -> orders.place(unknown))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("product 99");

        assertThat(database.commits()).isZero();
    }

    @Test
    void readsAnOrderInOneBlockOfReads() {
        orders.get(ORDER_ID);

        assertThat(database.statements())
                .hasSize(2)
                .extracting(MockStatement::route)
                .containsOnly(MockRoute.READ);
    }

    private MockResult[] answer(MockExecuteContext context) {
        String sql = context.sql();
        if (sql.startsWith("update")) {
            return one(new MockResult(stockRowsChanged));
        }
        if (sql.startsWith("insert into \"retail\".\"outbox\"")) {
            return one(new MockResult(1));
        }
        if (sql.startsWith("insert into \"retail\".\"order_line\"")) {
            return one(new MockResult(2));
        }
        if (sql.startsWith("insert")) {
            return row(List.of(CUSTOMER_ORDER.ID), ORDER_ID);
        }
        if (sql.contains("\"order_line\"")) {
            return row(
                    List.of(PRODUCT.ID, PRODUCT.NAME, ORDER_LINE.QUANTITY, ORDER_LINE.UNIT_PRICE),
                    1L,
                    "Chair",
                    1,
                    BigDecimal.TEN);
        }
        if (sql.contains("\"customer_order\"")) {
            return row(
                    List.of(
                            CUSTOMER_ORDER.ID,
                            CUSTOMER_ORDER.CUSTOMER_ID,
                            CUSTOMER_ORDER.STATUS,
                            CUSTOMER_ORDER.PLACED_AT,
                            CUSTOMER_ORDER.TOTAL),
                    ORDER_ID,
                    CUSTOMER_ID,
                    "placed",
                    NOW,
                    BigDecimal.TEN);
        }
        if (sql.contains("\"product\"")) {
            var prices = ROWS.newResult(PRODUCT.ID, PRODUCT.PRICE);
            prices.add(ROWS.newRecord(PRODUCT.ID, PRODUCT.PRICE).values(1L, BigDecimal.ONE));
            prices.add(ROWS.newRecord(PRODUCT.ID, PRODUCT.PRICE).values(2L, BigDecimal.ONE));
            return one(new MockResult(2, prices));
        }
        return row(
                List.of(CUSTOMER.ID, CUSTOMER.NAME, CUSTOMER.EMAIL, CUSTOMER.REGISTERED_AT),
                CUSTOMER_ID,
                "Ann",
                "ann@example.org",
                NOW);
    }

    private static MockResult[] row(List<Field<?>> fields, Object... values) {
        var row = ROWS.newRecord(fields);
        row.fromArray(values);
        var result = ROWS.newResult(fields);
        result.add(row);
        return one(new MockResult(1, result));
    }

    private static MockResult[] one(MockResult result) {
        return new MockResult[] {result};
    }
}
