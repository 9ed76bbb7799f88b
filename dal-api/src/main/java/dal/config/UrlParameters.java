package dal.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a connection URL: those with a meaning of their own, in libpq's spelling, JDBC's, and the one pools in front of an ORM made common; those
 * that would break a promise, which are refused; and all others, which the driver gets by its own names.
 */
final class UrlParameters {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_]*");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");

    private static final Map<String, ConnectionPart> OURS = Map.ofEntries(
            Map.entry("user", ConnectionPart.USER),
            Map.entry("password", ConnectionPart.PASSWORD),
            Map.entry("host", ConnectionPart.HOST),
            Map.entry("PGHOST", ConnectionPart.HOST),
            Map.entry("port", ConnectionPart.PORT),
            Map.entry("PGPORT", ConnectionPart.PORT),
            Map.entry("dbname", ConnectionPart.DATABASE),
            Map.entry("PGDBNAME", ConnectionPart.DATABASE),
            Map.entry("sslmode", ConnectionPart.SSL_MODE),
            Map.entry("sslrootcert", ConnectionPart.ROOT_CERTIFICATE),
            Map.entry("sslcert", ConnectionPart.CERTIFICATE),
            Map.entry("sslkey", ConnectionPart.KEY),
            Map.entry("application_name", ConnectionPart.APPLICATION_NAME),
            Map.entry("ApplicationName", ConnectionPart.APPLICATION_NAME),
            Map.entry("connection_limit", ConnectionPart.POOL_MAX),
            Map.entry("pool_timeout", ConnectionPart.POOL_TIMEOUT),
            Map.entry("pgbouncer", ConnectionPart.POOLER),
            Map.entry("zone", ConnectionPart.ZONE));

    /** What libpq calls by another name than pgjdbc. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "require_auth", "requireAuth",
            "gssencmode", "gssEncMode",
            "sslnegotiation", "sslNegotiation",
            "krbsrvname", "kerberosServerName");

    /** Counts of connections or of whole seconds. */
    private static final Set<String> COUNTS = Set.of(
            "connection_limit", "pool_timeout", "connect_timeout", "connectTimeout", "socketTimeout", "loginTimeout");

    private static final String ROLES =
            "which node serves what is observed and chosen per statement; name each node by its own URL";
    private static final String READ_ONLY = "what is read-only is decided per transaction";
    private static final String NOT_HONOURED = "Java's driver cannot honour it, and it is not dropped silently";

    /** Refused whatever the value. */
    private static final Map<String, String> FORBIDDEN = Map.ofEntries(
            Map.entry("targetServerType", ROLES),
            Map.entry("target_session_attrs", ROLES),
            Map.entry("loadBalanceHosts", ROLES),
            Map.entry("load_balance_hosts", ROLES),
            Map.entry("readOnly", READ_ONLY),
            Map.entry("readOnlyMode", READ_ONLY),
            Map.entry("replication", "a replication connection runs no ordinary statements"),
            Map.entry(
                    "sslhostnameverifier", "sslmode=verify-full verifies the host's name, and nothing may loosen that"),
            Map.entry("hostaddr", NOT_HONOURED),
            Map.entry("service", NOT_HONOURED),
            Map.entry("passfile", NOT_HONOURED),
            Map.entry("sslcrl", NOT_HONOURED),
            Map.entry("sslcrldir", NOT_HONOURED),
            Map.entry("ssl_min_protocol_version", NOT_HONOURED),
            Map.entry("ssl_max_protocol_version", NOT_HONOURED));

    private final String label;
    private final boolean jdbc;
    private final ConnectionParts parts;
    private final Faults faults;
    private boolean ssl;

    UrlParameters(String label, boolean jdbc, ConnectionParts parts, Faults faults) {
        this.label = label;
        this.jdbc = jdbc;
        this.parts = parts;
        this.faults = faults;
    }

    /** Takes in one {@code name=value}. */
    void accept(String parameter) {
        if (parameter.isEmpty()) {
            return;
        }
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        // A bare ?ssl is JDBC's. Any other name without a value may be a piece of a password: it is not repeated.
        if (!NAME.matcher(name).matches() || (equals < 0 && !name.equals("ssl"))) {
            faults.add(
                    label,
                    "its parameters have to be written ?name=value&name=value, special characters percent-encoded");
            return;
        }
        try {
            accept(name, equals < 0 ? "true" : PercentEncoding.decode(parameter.substring(equals + 1), jdbc));
        } catch (IllegalArgumentException e) {
            faults.add(label + ", " + name, String.valueOf(e.getMessage()));
        }
    }

    private void accept(String name, String value) {
        ConnectionPart part = OURS.get(name);
        String source = label + ", " + name;
        boolean first;
        if (COUNTS.contains(name) && !COUNT.matcher(value).matches()) {
            faults.add(source, "expected a whole number, not '" + value + "'");
            return;
        }
        if (part != null) {
            first = parts.put(part, value, source);
        } else if (name.equals("ssl")) {
            first = acceptSsl(value);
        } else {
            first = acceptDriverProperty(name, value, source);
        }
        if (!first) {
            faults.add(source, "it is said more than once");
        }
    }

    /** pgjdbc's switch; judged in {@link #finish()}, when it is known whether sslmode is there too. */
    private boolean acceptSsl(String value) {
        if (!value.isEmpty() && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            faults.add(label + ", ssl", "expected true or false; sslmode says more");
        }
        ssl = !value.equalsIgnoreCase("false");
        return true;
    }

    /** To be called after the last parameter. As in pgjdbc, ssl alone means verify-full, and an sslmode beside it is more precise. */
    void finish() {
        if (!ssl) {
            return;
        }
        String mode = parts.value(ConnectionPart.SSL_MODE);
        if (mode == null) {
            parts.put(ConnectionPart.SSL_MODE, SslMode.VERIFY_FULL.value(), label + ", ssl");
        } else if (Set.of("disable", "allow", "prefer").contains(mode)) {
            faults.add(label, "ssl=true and sslmode=" + mode + " contradict each other; leave one out");
        }
    }

    private boolean acceptDriverProperty(String name, String value, String source) {
        String refusal = refusal(name, value);
        if (refusal != null) {
            faults.add(source, "refused: " + refusal);
            return true;
        }
        String driverName = DRIVER_NAMES.getOrDefault(name, name);
        return parts.putDriverProperty(driverName, value);
    }

    private static @Nullable String refusal(String name, String value) {
        String forbidden = FORBIDDEN.get(name);
        if (forbidden != null) {
            return forbidden;
        }
        String lowered = value.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "preferQueryMode" ->
                lowered.equals("simple") ? "the simple query mode cannot bind a tenant apart from the text" : null;
            case "prepareThreshold" ->
                COUNT.matcher(value).matches()
                        ? null
                        : "expected a whole number from 0; a negative one lets the driver split the bound text";
            case "autosave" ->
                lowered.equals("never")
                        ? null
                        : "only 'never' will do; savepoints of the driver's own undo the tenant's binding";
            case "stringtype" ->
                lowered.equals("unspecified") ? "binds without a type let the driver split the bound text" : null;
            case "sslfactory" ->
                lowered.endsWith("nonvalidatingfactory") ? "it verifies nothing; sslmode says how far to verify" : null;
            default ->
                misspelt(name)
                        .map(meant -> "unknown parameter; nearest known: " + meant)
                        .orElse(null);
        };
    }

    /** One of our own names, if this is nearly it. The driver ignores names it does not know, so a slip would go unnoticed. */
    private static Optional<String> misspelt(String name) {
        if (DRIVER_NAMES.containsKey(name) || DRIVER_NAMES.containsValue(name) || name.length() < 5) {
            return Optional.empty();
        }
        Set<String> known = new TreeSet<>(OURS.keySet());
        known.addAll(DRIVER_NAMES.keySet());
        return NearestName.of(name, known).filter(nearest -> NearestName.distance(name, nearest) <= 2);
    }
}
