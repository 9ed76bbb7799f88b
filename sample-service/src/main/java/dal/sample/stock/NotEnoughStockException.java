package dal.sample.stock;

import dal.sample.refusal.RefusedException;

/** More of a product was wanted than there is. */
public final class NotEnoughStockException extends RefusedException {

    private static final long serialVersionUID = 1L;

    NotEnoughStockException(long productId, int wanted) {
        super(
                Kind.CONFLICT,
                "not-enough-stock",
                "There are fewer than " + wanted + " of product " + productId + " in stock; nothing was ordered.");
    }
}
