package dal.sample.customer;

import dal.sample.refusal.RefusedException;
import org.jspecify.annotations.Nullable;

/** Someone to be made a customer. */
public record NewCustomer(String name, String email) {

    private static final int MAX_LENGTH = 200;

    /**
     * Checks both.
     *
     * @throws RefusedException if one is missing or impossible
     */
    public NewCustomer {
        requireText("name", name);
        requireText("email", email);
        if (email.indexOf('@') < 1 || email.endsWith("@")) {
            throw RefusedException.invalid("'email' takes an address with an '@' inside.");
        }
    }

    private static void requireText(String field, @Nullable String text) {
        if (text == null
                || text.isBlank()
                || text.length() > MAX_LENGTH
                || text.chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(
                    "'" + field + "' takes 1 to " + MAX_LENGTH + " characters, none of them a control character.");
        }
    }
}
