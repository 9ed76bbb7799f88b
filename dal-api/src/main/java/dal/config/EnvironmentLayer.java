package dal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dal.config.ConnectionParts.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns environment variables into a layer of configuration that lies over the file's. A variable that is empty counts as not set. What a connection URL says
 * about pools ({@code connection_limit}, {@code pool_timeout}) or about the application's name stands in the environment too, so it outranks the file; a
 * variable made for the purpose outranks the URL.
 */
final class EnvironmentLayer {

    static final String CLUSTER = "main";

    private static final String PRIMARY = "DATABASE_URL";
    private static final String REPLICAS = "DATABASE_REPLICA_URLS";
    private static final String DIRECT = "DATABASE_URL_DIRECT";

    /** A comma ends a URL only where another begins: it may stand in a password, and a URL with several hosts shall be met whole. */
    private static final Pattern BETWEEN_URLS = Pattern.compile(",\\s*(?=postgres(?:ql)?://|jdbc:postgresql:)|,\\s*$");

    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,18}");

    private final Map<String, String> environment;
    private final Faults faults;

    EnvironmentLayer(Map<String, String> environment, Faults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /**
     * The URLs of cluster {@code main}. DATABASE_URL replaces all three of a file, also those not set here: a replica or a direct URL of the file would be of
     * another primary.
     */
    Config clusters() {
        Config layer = ConfigFactory.empty();
        String primary = get(PRIMARY);
        if (primary != null) {
            layer = layer.withValue("clusters.main.primary", value(primary, PRIMARY))
                    .withValue("clusters.main.replicas", value(List.of(), REPLICAS))
                    .withValue("clusters.main.direct", value(null, DIRECT));
        }
        if (get(REPLICAS) != null) {
            layer = layer.withValue("clusters.main.replicas", value(replicaValues(), REPLICAS));
        }
        String direct = get(DIRECT);
        return direct == null ? layer : layer.withValue("clusters.main.direct", value(direct, DIRECT));
    }

    private List<ConfigValue> replicaValues() {
        List<ConfigValue> values = new ArrayList<>();
        for (String url : replicaUrls()) {
            values.add(value(url, REPLICAS + "[" + (values.size() + 1) + "]"));
        }
        return values;
    }

    private List<String> replicaUrls() {
        String all = get(REPLICAS);
        return all == null ? List.of() : BETWEEN_URLS.splitAsStream(all).toList();
    }

    /**
     * Everything else.
     *
     * @param classes all tenant classes
     * @param onMain those of them whose cluster is {@code main}
     */
    Config settings(Collection<String> classes, Collection<String> onMain) {
        // What a URL is faulty in is told when it is read as a URL.
        Faults toldElsewhere = new Faults();
        ConnectionParts primary = parse(get(PRIMARY), PRIMARY, toldElsewhere);
        List<ConnectionParts> replicas = replicaUrls().stream()
                .map(url -> parse(url, REPLICAS, toldElsewhere))
                .toList();
        Config layer = set(applicationName(primary), "routing.zone", "DAL_ZONE");
        for (String name : classes) {
            layer = settings(
                    layer, "classes." + ConfigUtil.quoteString(name), onMain.contains(name), primary, replicas);
        }
        return layer;
    }

    private Config applicationName(ConnectionParts primary) {
        Config layer = set(ConfigFactory.empty(), "application-name", "PG_APP_NAME");
        return layer.isEmpty() ? set(layer, "application-name", primary.get(ConnectionPart.APPLICATION_NAME)) : layer;
    }

    private Config settings(
            Config base, String path, boolean onMain, ConnectionParts primary, List<ConnectionParts> replicas) {
        Config layer = setMillis(base, path + ".statement-timeout", "PG_STATEMENT_TIMEOUT");
        layer = setMillis(layer, path + ".query-timeout", "PG_QUERY_TIMEOUT");
        for (String pool : List.of(".pools.primary", ".pools.fallback", ".pools.replica")) {
            layer = setMillis(layer, path + pool + ".idle-timeout", "PG_IDLE_TIMEOUT");
            layer = setMillis(layer, path + pool + ".acquire-timeout", "PG_CONNECTION_TIMEOUT");
            Told limit = null;
            Told timeout = null;
            if (onMain) {
                List<ConnectionParts> urls = pool.endsWith("replica") ? replicas : List.of(primary);
                limit = least(urls, ConnectionPart.POOL_MAX);
                timeout = least(urls, ConnectionPart.POOL_TIMEOUT);
            }
            if (!layer.hasPath(path + pool + ".acquire-timeout")) {
                layer = set(layer, path + pool + ".acquire-timeout", seconds(timeout));
            }
            // The fallback pool's size follows from the primary's.
            if (!pool.endsWith("fallback")) {
                layer = set(layer, path + pool + ".min", "PG_POOL_MIN");
                layer = set(layer, path + pool + ".max", "PG_POOL_MAX");
                layer = layer.hasPath(path + pool + ".max") ? layer : set(layer, path + pool + ".max", limit);
            }
        }
        return layer;
    }

    /** The least of what several URLs say about one pool. */
    static @Nullable Told least(List<ConnectionParts> urls, ConnectionPart part) {
        return urls.stream()
                .map(url -> url.get(part))
                .flatMap(Stream::ofNullable)
                .min(Comparator.comparingLong(told -> Long.parseLong(told.value())))
                .orElse(null);
    }

    /** A count of seconds as HOCON writes it. */
    static @Nullable Told seconds(@Nullable Told count) {
        return count == null ? null : new Told(count.value() + "s", count.source());
    }

    /** What libpq's own variables say, for what URLs and file leave out. */
    ConnectionParts libpq() {
        ConnectionParts parts = new ConnectionParts();
        Map<ConnectionPart, String> variables = Map.of(
                ConnectionPart.HOST, "PGHOST",
                ConnectionPart.PORT, "PGPORT",
                ConnectionPart.DATABASE, "PGDATABASE",
                ConnectionPart.USER, "PGUSER",
                ConnectionPart.PASSWORD, "PGPASSWORD",
                ConnectionPart.SSL_MODE, "PGSSLMODE",
                ConnectionPart.ROOT_CERTIFICATE, "PGSSLROOTCERT",
                ConnectionPart.CERTIFICATE, "PGSSLCERT",
                ConnectionPart.KEY, "PGSSLKEY");
        variables.forEach((part, variable) -> parts.put(part, environment.get(variable), variable));
        return parts;
    }

    private static ConnectionParts parse(@Nullable String url, String label, Faults faults) {
        ConnectionParts parts = url == null ? null : ConnectionUrl.parse(url, label, faults);
        return parts == null ? new ConnectionParts() : parts;
    }

    private Config set(Config layer, String path, String variable) {
        String text = get(variable);
        return text == null ? layer : layer.withValue(path, value(text, variable));
    }

    private static Config set(Config layer, String path, @Nullable Told told) {
        return told == null ? layer : layer.withValue(path, value(told.value(), told.source()));
    }

    private Config setMillis(Config layer, String path, String variable) {
        String text = get(variable);
        if (text != null && !MILLISECONDS.matcher(text).matches()) {
            faults.add(variable, "expected a whole number of milliseconds, not '" + text + "'");
            return layer;
        }
        return set(layer, path, variable);
    }

    private @Nullable String get(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static ConfigValue value(@Nullable Object value, String source) {
        return ConfigValueFactory.fromAnyRef(value, Section.ENVIRONMENT + source);
    }
}
