package dal.sample.catalogue;

import static dal.sample.generated.Tables.PRODUCT;

import dal.TenantDatabase;
import dal.sample.refusal.RefusedException;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Records;
import org.jooq.impl.DSL;

/** Finds products. Every call is one read, one round trip; within a transaction it joins that. */
public final class CatalogueService {

    private final TenantDatabase database;

    @Inject
    public CatalogueService(TenantDatabase database) {
        this.database = database;
    }

    /** Products whose name holds the text, all of them where it is empty; those after an id, so that a page costs the same wherever it is. */
    public ProductPage search(String text, long after, int limit) {
        Condition named = text.isEmpty() ? DSL.noCondition() : PRODUCT.NAME.containsIgnoreCase(text);
        return ProductPage.of(
                database.dsl()
                        .select(
                                PRODUCT.ID,
                                PRODUCT.SKU,
                                PRODUCT.NAME,
                                PRODUCT.CATEGORY,
                                PRODUCT.DESCRIPTION,
                                PRODUCT.PRICE)
                        .from(PRODUCT)
                        .where(PRODUCT.ID.gt(after))
                        .and(named)
                        .orderBy(PRODUCT.ID)
                        .limit(limit)
                        .fetch(Records.mapping(Product::new)),
                limit);
    }

    /**
     * One product.
     *
     * @throws RefusedException if this tenant has none of that id
     */
    public Product get(long id) {
        Product product = database.dsl()
                .select(PRODUCT.ID, PRODUCT.SKU, PRODUCT.NAME, PRODUCT.CATEGORY, PRODUCT.DESCRIPTION, PRODUCT.PRICE)
                .from(PRODUCT)
                .where(PRODUCT.ID.eq(id))
                .fetchOne(Records.mapping(Product::new));
        if (product == null) {
            throw RefusedException.missing("product", id);
        }
        return product;
    }

    /**
     * The price of each of these products.
     *
     * @throws RefusedException if this tenant does not have one of them
     */
    public Map<Long, BigDecimal> prices(Collection<Long> ids) {
        Map<Long, BigDecimal> prices = database.dsl()
                .select(PRODUCT.ID, PRODUCT.PRICE)
                .from(PRODUCT)
                .where(PRODUCT.ID.in(ids))
                .fetchMap(PRODUCT.ID, PRODUCT.PRICE);
        for (Long id : ids) {
            if (!prices.containsKey(id)) {
                throw RefusedException.missing("product", id);
            }
        }
        return prices;
    }
}
