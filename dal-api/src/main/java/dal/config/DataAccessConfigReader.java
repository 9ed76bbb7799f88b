package dal.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dal.error.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a {@link DataAccessConfig} from HOCON and from environment variables. Every key, with its default and its meaning, stands in {@code
 * dal-reference.conf} beside this class's module.
 *
 * <p>Precedence: code, environment, file, default. For each single value:
 *
 * <ul>
 *   <li>{@code DATABASE_URL}, {@code DATABASE_REPLICA_URLS} (separated by commas) and {@code DATABASE_URL_DIRECT} are the URLs of cluster {@code main}, whose
 *       nodes are called {@code primary}, {@code replica-1} and so on. {@code DATABASE_URL} replaces all of a file's URLs for {@code main}, its replicas' too.
 *       What the file says about TLS there stays, where the new URL says nothing.
 *   <li>{@code PG_POOL_MAX} and {@code PG_POOL_MIN} size the primary and replica pools of every class, {@code PG_IDLE_TIMEOUT}, {@code PG_CONNECTION_TIMEOUT}
 *       (the wait for a connection), {@code PG_STATEMENT_TIMEOUT} and {@code PG_QUERY_TIMEOUT} hold for every class: all in milliseconds, all over what the
 *       file says. {@code PG_APP_NAME} is the application's name, {@code DAL_ZONE} the zone this process runs in.
 *   <li>libpq's own {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE}, {@code PGUSER}, {@code PGPASSWORD}, {@code PGSSLMODE}, {@code PGSSLROOTCERT}, {@code
 *       PGSSLCERT} and {@code PGSSLKEY} fill in what URLs and file leave out, as they do for psql. They override nothing.
 *   <li>In a URL, {@code connection_limit}, {@code pool_timeout} (seconds), {@code pgbouncer} and {@code application_name} hold for the pools of the classes on
 *       that cluster, below a key or variable made for the purpose in the same place; {@code zone} says where the node stands.
 * </ul>
 *
 * <p>Without classes there is one, {@code standard}, and a class that is alone is every tenant's. An empty variable counts as not set. Without I/O but for
 * certificates, which are looked for; stateless.
 */
public final class DataAccessConfigReader {

    private static final String ROOT = "dal";
    private static final String DEFAULT_CLASS = "standard";

    private DataAccessConfigReader() {}

    /**
     * What the system properties (as code), this process's environment and {@code application.conf} say together; {@code -Dconfig.file} and its like name
     * another file.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static DataAccessConfig load() {
        try {
            return read(ConfigFactory.defaultOverrides(), ConfigFactory.defaultApplication(), System.getenv());
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    /**
     * What environment variables alone say.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static DataAccessConfig fromEnvironment(Map<String, String> environment) {
        return read(ConfigFactory.empty(), environment);
    }

    /**
     * What a file and environment variables say. Substitutions of the file are resolved in itself and in {@code environment}.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static DataAccessConfig read(Config file, Map<String, String> environment) {
        return read(ConfigFactory.empty(), file, environment);
    }

    /**
     * What {@code code}, with the same keys as a file but above the environment, says together with environment and file.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public static DataAccessConfig read(Config code, Config file, Map<String, String> environment) {
        return read(code, file, environment, TlsReader.driverDirectory(), new TreeSet<>());
    }

    /** The same, with the driver's directory given, and every key that was asked for added to {@code allKeys}. */
    static DataAccessConfig read(
            Config code, Config file, Map<String, String> environment, Path driverDirectory, Set<String> allKeys) {
        Faults faults = new Faults();
        EnvironmentLayer variables = new EnvironmentLayer(environment, faults);
        Config own = resolved(code, environment);
        Config below = resolved(file, environment);
        Config layered = own.withFallback(variables.clusters()).withFallback(below);
        if (!layered.hasPath("clusters")) {
            faults.add("DATABASE_URL", "it is not set, and there is no dal.clusters in a file: no database is named");
            faults.throwIfAny();
        }
        String defaultCluster = defaultCluster(layered);
        Set<String> classes = namesBelow(layered, "classes");
        if (classes.isEmpty()) {
            classes.add(DEFAULT_CLASS);
        }
        Set<String> onMain = new TreeSet<>(classes);
        onMain.removeIf(name -> !clusterOf(layered, name, defaultCluster).equals(EnvironmentLayer.CLUSTER));
        Config merged = own.withFallback(variables.clusters())
                .withFallback(variables.settings(classes, onMain))
                .withFallback(below);
        Section root = Section.root(merged.root(), faults, allKeys);
        TlsReader tls = new TlsReader(driverDirectory, faults);
        ConnectionReader connections = new ConnectionReader(variables.libpq(), tls, faults);
        return new RootReader(root, connections, faults).read(classes, defaultCluster);
    }

    /** {@code main} if there is one, else the first; a class that says nothing lives there. */
    private static String defaultCluster(Config layered) {
        Set<String> clusters = namesBelow(layered, "clusters");
        return clusters.contains(EnvironmentLayer.CLUSTER) || clusters.isEmpty()
                ? EnvironmentLayer.CLUSTER
                : clusters.iterator().next();
    }

    private static String clusterOf(Config layered, String tenantClass, String defaultCluster) {
        for (String path : List.of(ConfigUtil.joinPath("classes", tenantClass, "cluster"), "defaults.cluster")) {
            if (layered.hasPath(path) && layered.getValue(path).unwrapped() instanceof String name) {
                return name;
            }
        }
        return defaultCluster;
    }

    private static Set<String> namesBelow(Config config, String key) {
        return config.root().get(key) instanceof ConfigObject object ? new TreeSet<>(object.keySet()) : new TreeSet<>();
    }

    private static Config resolved(Config config, Map<String, String> environment) {
        try {
            Config resolved = config.withFallback(ConfigValueFactory.fromMap(environment, "environment"))
                    .resolve(ConfigResolveOptions.noSystem());
            return resolved.root().get(ROOT) instanceof ConfigObject object ? object.toConfig() : ConfigFactory.empty();
        } catch (ConfigException e) {
            throw unreadable(e);
        }
    }

    /** The parser's message may quote what it could not read, which may be a password; its place is enough. */
    private static InvalidConfigurationException unreadable(ConfigException e) {
        if (e instanceof ConfigException.UnresolvedSubstitution) {
            return new InvalidConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
        ConfigOrigin origin = e.origin();
        return new InvalidConfigurationException(
                List.of((origin == null ? "the configuration file" : origin.description())
                        + ": it cannot be read as HOCON (" + e.getClass().getSimpleName() + ")"));
    }
}
