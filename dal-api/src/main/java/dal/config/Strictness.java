package dal.config;

import java.util.Locale;

/** What becomes of a finding at start. */
public enum Strictness {
    /** Nobody looks. */
    OFF,
    /** It is logged. */
    WARN,
    /** The work it is about is refused. */
    ENFORCE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The one that the configuration writes so.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Strictness of(String label) {
        for (Strictness strictness : values()) {
            if (strictness.label.equals(label)) {
                return strictness;
            }
        }
        throw new IllegalArgumentException("expected off, warn or enforce, not '" + label + "'");
    }

    /** As the configuration writes it. */
    public String label() {
        return label;
    }
}
