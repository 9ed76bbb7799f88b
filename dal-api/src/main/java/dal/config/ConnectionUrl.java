package dal.config;

import static dal.config.ConnectionPart.DATABASE;
import static dal.config.ConnectionPart.HOST;
import static dal.config.ConnectionPart.PASSWORD;
import static dal.config.ConnectionPart.PORT;
import static dal.config.ConnectionPart.USER;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection URL apart, as libpq writes it ({@code postgresql://user:password@host:5432/database?sslmode=verify-full}) or as JDBC does ({@code
 * jdbc:postgresql://host:5432/database?user=..&password=..}).
 *
 * <p>A URL in which a special character of the password was not encoded falls apart in the wrong places, so that a port, a host or a database may in truth be
 * a piece of the password. That is why no message repeats any part of a URL.
 */
final class ConnectionUrl {

    private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern ADDRESS_V6 = Pattern.compile("[0-9a-fA-F:.]+(%[A-Za-z0-9._-]+)?");
    private static final String ENCODE = "; a special character in the user or password has to be percent-encoded"
            + " (@ as %40, / as %2F, : as %3A, ? as %3F, % as %25)";

    private final String label;
    private final boolean jdbc;
    private final Faults faults;
    private final ConnectionParts parts = new ConnectionParts();

    private ConnectionUrl(String label, boolean jdbc, Faults faults) {
        this.label = label;
        this.jdbc = jdbc;
        this.faults = faults;
    }

    /**
     * What the URL says; null where the text is none at all.
     *
     * @param label what to call the URL in messages
     */
    static @Nullable ConnectionParts parse(String url, String label, Faults faults) {
        String text = url.strip();
        if (text.startsWith("jdbc:postgresql:")) {
            return new ConnectionUrl(label, true, faults).read(text.substring("jdbc:postgresql:".length()));
        }
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            return new ConnectionUrl(label, false, faults).read(text.substring(text.indexOf(':') + 1));
        }
        faults.add(label, "a connection URL begins with postgresql://, postgres:// or jdbc:postgresql://");
        return null;
    }

    private ConnectionParts read(String afterScheme) {
        String rest = afterScheme;
        if (rest.startsWith("//")) {
            rest = rest.substring(2);
            rest = readHost(jdbc ? rest : readUser(rest));
        }
        int question = rest.indexOf('?');
        readDatabase(question < 0 ? rest : rest.substring(0, question));
        if (question >= 0) {
            UrlParameters parameters = new UrlParameters(label, jdbc, parts, faults);
            for (String parameter : rest.substring(question + 1).split("&", -1)) {
                parameters.accept(parameter);
            }
            parameters.finish();
        }
        return parts;
    }

    /** As libpq: user and password end at the first @ that comes before a slash. */
    private String readUser(String rest) {
        int at = rest.indexOf('@');
        int slash = rest.indexOf('/');
        if (at < 0 || (slash >= 0 && slash < at)) {
            return rest;
        }
        String userInfo = rest.substring(0, at);
        int colon = userInfo.indexOf(':');
        decoded(USER, colon < 0 ? userInfo : userInfo.substring(0, colon));
        if (colon >= 0) {
            decoded(PASSWORD, userInfo.substring(colon + 1));
        }
        return rest.substring(at + 1);
    }

    private String readHost(String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        String authority = rest.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            faults.add(
                    label,
                    jdbc
                            ? "JDBC's form takes user and password as parameters, ?user=..&password=..; libpq's form,"
                                    + " postgresql://, takes them before an @"
                            : "there is more than one @ before the host" + ENCODE);
        } else if (authority.indexOf(',') >= 0) {
            faults.add(
                    label,
                    "it names several hosts; name the primary alone, and each replica by a URL of its own in"
                            + " DATABASE_REPLICA_URLS or clusters.<name>.replicas");
        } else {
            readHostAndPort(authority);
        }
        return rest.substring(end);
    }

    private void readHostAndPort(String authority) {
        int bracket = authority.startsWith("[") ? authority.indexOf(']') : 0;
        int colon = bracket < 0 ? -1 : authority.indexOf(':', bracket);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (colon >= 0) {
            parts.put(PORT, authority.substring(colon + 1), label + ", port");
        }
        if (bracket > 0 && host.endsWith("]")) {
            decoded(HOST, host.substring(1, host.length() - 1));
        } else {
            decoded(HOST, host);
        }
    }

    private void readDatabase(String path) {
        String database = path.startsWith("/") ? path.substring(1) : path;
        if (database.indexOf('/') >= 0 || database.indexOf('@') >= 0) {
            faults.add(label, "the database's name holds a / or an @" + ENCODE);
            return;
        }
        decoded(DATABASE, database);
    }

    private void decoded(ConnectionPart part, String text) {
        try {
            parts.put(part, PercentEncoding.decode(text, jdbc), label);
        } catch (IllegalArgumentException e) {
            faults.add(label, e.getMessage() + ENCODE);
        }
    }

    /** Whether a host can be connected to by TCP, and looks like one. Where it does not, says so. */
    static boolean isHost(ConnectionParts.Told host, Faults faults) {
        String name = host.value();
        if (name.startsWith("/") || name.startsWith("@")) {
            faults.add(
                    host.source(),
                    "the host is a Unix-domain socket, which Java's driver cannot use; name a host that listens on TCP");
            return false;
        }
        if (!HOST_NAME.matcher(name).matches() && !ADDRESS_V6.matcher(name).matches()) {
            faults.add(
                    host.source(),
                    "what stands in the place of the host is neither a name nor an address (IPv6 in brackets)"
                            + ENCODE);
            return false;
        }
        return true;
    }
}
