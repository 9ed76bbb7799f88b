package dal.sample.stock;

import dal.sample.refusal.RefusedException;

/** Goods that came in. */
public record Receipt(int quantity) {

    private static final int MAX_QUANTITY = 1_000_000;

    /**
     * Checks the quantity.
     *
     * @throws RefusedException if nobody could have received so many
     */
    public Receipt {
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw RefusedException.invalid("'quantity' takes 1 to " + MAX_QUANTITY + ".");
        }
    }
}
