package dal.cluster;

import java.util.Objects;
import java.util.regex.Pattern;

/** The one rule for names that reach logs, metric labels and tokens. */
public final class Names {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private Names() {}

    /**
     * Refuses what is no such name. Names are few and compared with every query, so equal ones are the same string.
     *
     * @return the name, interned
     * @throws IllegalArgumentException if {@code value} is not a lower-case name of at most 63 characters
     */
    public static String requireName(String of, String value) {
        Objects.requireNonNull(value, of);
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("The name of a " + of + " takes lower-case letters, digits, '-' and '_' "
                    + "(at most 63, a letter or digit first), not '" + value + "'");
        }
        return value.intern();
    }
}
