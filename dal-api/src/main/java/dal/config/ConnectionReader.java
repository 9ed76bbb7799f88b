package dal.config;

import dal.config.ConnectionParts.Told;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Judges what was said about a connection, and fills in what was not. */
final class ConnectionReader {

    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_HOST = "localhost";

    private final ConnectionParts libpq;
    private final TlsReader tls;
    private final Faults faults;

    /**
     * A reader.
     *
     * @param libpq what libpq's environment variables say, for what is left out elsewhere
     */
    ConnectionReader(ConnectionParts libpq, TlsReader tls, Faults faults) {
        this.libpq = libpq;
        this.tls = tls;
        this.faults = faults;
    }

    /**
     * A complete connection. With a fault noted it is a stand-in, so that reading goes on to the next fault.
     *
     * @param label what to call the connection in messages
     */
    ConnectionConfig complete(String label, ConnectionParts said) {
        ConnectionParts parts = said.orElse(libpq);
        Told host = parts.get(ConnectionPart.HOST);
        if (host != null) {
            ConnectionUrl.isHost(host, faults);
        }
        String user = parts.value(ConnectionPart.USER);
        if (user == null) {
            faults.add(
                    label,
                    "no user is named; write it into the URL, as in postgresql://user@host/database, or set PGUSER");
        }
        String knownUser = user == null ? "" : user;
        String database = parts.value(ConnectionPart.DATABASE);
        String password = parts.value(ConnectionPart.PASSWORD);
        Map<String, String> driverProperties = new TreeMap<>(parts.driverProperties());
        return new ConnectionConfig(
                host == null ? DEFAULT_HOST : host.value(),
                port(parts.get(ConnectionPart.PORT)),
                database == null ? knownUser : database,
                knownUser,
                password == null ? Secret.NONE : Secret.of(password),
                tls.read(label, parts, driverProperties),
                pooler(parts.get(ConnectionPart.POOLER)),
                driverProperties);
    }

    private int port(@Nullable Told port) {
        if (port == null) {
            return DEFAULT_PORT;
        }
        int number = port.value().matches("[0-9]{1,5}") ? Integer.parseInt(port.value()) : 0;
        if (number < 1 || number > 65_535) {
            // Not repeated: it may be the rest of a password with an unencoded slash.
            faults.add(
                    port.source(), "expected a number from 1 to 65535 (is a / or @ in the password percent-encoded?)");
            return DEFAULT_PORT;
        }
        return number;
    }

    private boolean pooler(@Nullable Told pooler) {
        if (pooler == null) {
            return false;
        }
        return switch (pooler.value().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                faults.add(pooler.source(), "expected true or false");
                yield false;
            }
        };
    }
}
