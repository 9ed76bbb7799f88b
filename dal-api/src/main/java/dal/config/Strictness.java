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

    /** As the configuration writes it. */
    public String label() {
        return label;
    }
}
