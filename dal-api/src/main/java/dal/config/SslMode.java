package dal.config;

import java.util.Locale;

/** How a connection is secured, as libpq and pgjdbc name it. Never lowered by this library. */
public enum SslMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** The name in a URL, for example {@code verify-full}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
