package dal.sample.stock;

import static dal.sample.generated.Tables.STOCK;

import dal.TenantDatabase;
import dal.sample.refusal.RefusedException;
import jakarta.inject.Inject;
import org.jooq.Records;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Counts what there is to sell. Every call is one statement, one round trip; within a transaction it joins that. */
public final class StockService {

    private final TenantDatabase database;

    @Inject
    public StockService(TenantDatabase database) {
        this.database = database;
    }

    /** The levels of the products after an id. */
    public StockPage levels(long after, int limit) {
        return StockPage.of(
                database.dsl()
                        .select(STOCK.PRODUCT_ID, STOCK.QUANTITY)
                        .from(STOCK)
                        .where(STOCK.PRODUCT_ID.gt(after))
                        .orderBy(STOCK.PRODUCT_ID)
                        .limit(limit)
                        .fetch(Records.mapping(StockLevel::new)),
                limit);
    }

    /**
     * How many of one product there are.
     *
     * @throws RefusedException if this tenant does not have that product
     */
    public StockLevel level(long productId) {
        StockLevel level = database.dsl()
                .select(STOCK.PRODUCT_ID, STOCK.QUANTITY)
                .from(STOCK)
                .where(STOCK.PRODUCT_ID.eq(productId))
                .fetchOne(Records.mapping(StockLevel::new));
        return present(level, productId);
    }

    /**
     * Takes some of a product out. One conditional update: however many take at once, no more is given out than there was.
     *
     * @throws NotEnoughStockException if there are fewer
     */
    public void take(long productId, int quantity) {
        int taken = database.dsl()
                .update(STOCK)
                .set(STOCK.QUANTITY, STOCK.QUANTITY.minus(quantity))
                .set(STOCK.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(STOCK.PRODUCT_ID.eq(productId))
                .and(STOCK.QUANTITY.ge(quantity))
                .execute();
        if (taken == 0) {
            throw new NotEnoughStockException(productId, quantity);
        }
    }

    /**
     * Puts what came in beside what is there.
     *
     * @throws RefusedException if this tenant does not have that product
     */
    public StockLevel receive(long productId, Receipt receipt) {
        StockLevel level = database.dsl()
                .update(STOCK)
                .set(STOCK.QUANTITY, STOCK.QUANTITY.plus(receipt.quantity()))
                .set(STOCK.UPDATED_AT, DSL.currentOffsetDateTime())
                .where(STOCK.PRODUCT_ID.eq(productId))
                .returningResult(STOCK.PRODUCT_ID, STOCK.QUANTITY)
                .fetchOne(Records.mapping(StockLevel::new));
        return present(level, productId);
    }

    private static StockLevel present(@Nullable StockLevel level, long productId) {
        if (level == null) {
            throw RefusedException.missing("product", productId);
        }
        return level;
    }
}
