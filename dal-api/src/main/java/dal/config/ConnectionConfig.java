package dal.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one server is reached.
 *
 * @param host name or address
 * @param port from 1 to 65535
 * @param database which database of that server
 * @param user the role to log in as
 * @param password its password, or {@link Secret#NONE}
 * @param tls how the connection is secured
 * @param pooler whether a pooler in transaction mode stands in front ({@code pgbouncer=true})
 * @param driverProperties further pgjdbc properties, by their own names
 */
public record ConnectionConfig(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        TlsConfig tls,
        boolean pooler,
        Map<String, String> driverProperties) {

    public ConnectionConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tls, "tls");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("A port lies between 1 and 65535, not " + port);
        }
        driverProperties = Map.copyOf(driverProperties);
    }

    /** The same server, logged in to as another role. */
    public ConnectionConfig loggingInAs(String otherUser, Secret otherPassword) {
        return new ConnectionConfig(host, port, database, otherUser, otherPassword, tls, pooler, driverProperties);
    }

    /** The URL for pgjdbc: host, port and database alone. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + address() + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /**
     * The properties for pgjdbc beside the URL, by its own names; without user and password. What {@link #tls} says comes before what the further properties say.
     */
    public Map<String, String> driverSettings() {
        Map<String, String> settings = new LinkedHashMap<>(driverProperties);
        settings.keySet().removeAll(List.of("user", "password"));
        settings.put("sslmode", tls.mode().value());
        putPath(settings, "sslrootcert", tls.rootCertificate());
        putPath(settings, "sslcert", tls.certificate());
        putPath(settings, "sslkey", tls.key());
        return Collections.unmodifiableMap(settings);
    }

    private static void putPath(Map<String, String> settings, String name, @Nullable Path path) {
        if (path != null) {
            settings.put(name, path.toString());
        }
    }

    /** Everything but secrets: of the driver's properties, which may be secrets too ({@code sslpassword}), the names alone. */
    @Override
    public String toString() {
        return "ConnectionConfig[" + user + "@" + address() + "/" + database + ", password=" + password + ", tls=" + tls
                + ", pooler=" + pooler + ", driverProperties=" + new TreeSet<>(driverProperties.keySet()) + "]";
    }

    /**
     * Whether the other has the same host, in whatever case, and port, and so the same server. Behind a pooler, another database may be another server.
     */
    boolean leadsTo(ConnectionConfig other) {
        return port == other.port
                && canonical(host).equals(canonical(other.host))
                && (!pooler || !other.pooler || database.equals(other.database));
    }

    /** A name's case says nothing, nor does a dot that marks it as complete. */
    private static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Host and port, for people. */
    public String address() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
