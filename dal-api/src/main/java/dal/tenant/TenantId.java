package dal.tenant;

import java.util.Objects;

/**
 * Names one tenant. The value is whatever the application calls its tenants by; it reaches the database as a bind value, never as SQL text.
 *
 * @param value 1 to 200 characters, none of them a control character. An empty identifier is invalid: an unset PostgreSQL setting reads as the empty
 *     string, so an empty tenant could not be told from none.
 */
public record TenantId(String value) {

    private static final int MAX_LENGTH = 200;

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the value is empty, too long, or holds a control character
     */
    public TenantId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A tenant id may not be empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A tenant id may have at most " + MAX_LENGTH + " characters, this one has " + value.length());
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A tenant id may not hold control characters");
        }
    }

    public static TenantId of(String value) {
        return new TenantId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
