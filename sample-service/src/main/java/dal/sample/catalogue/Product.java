package dal.sample.catalogue;

import java.math.BigDecimal;

/**
 * Something the shop sells.
 *
 * @param id unique
 * @param sku what the tenant calls it
 * @param name what customers call it
 * @param category where it stands
 * @param description more about it
 * @param price for one, in the tenant's currency
 */
public record Product(long id, String sku, String name, String category, String description, BigDecimal price) {}
