package dal.sample.stock;

/** How many of a product there are to sell. */
public record StockLevel(long productId, int quantity) {}
