package dal.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.cluster.ClusterName;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads configurations for tests, on a machine whose driver directory is empty. */
final class Reading {

    static final ClusterName MAIN = ClusterName.of("main");
    static final TenantClassName STANDARD = TenantClassName.of("standard");
    private static final Path NOWHERE = Path.of("no-such-directory");

    private Reading() {}

    static DataAccessConfig environment(Map<String, String> environment) {
        return read("", environment);
    }

    static DataAccessConfig file(String hocon) {
        return read(hocon, Map.of());
    }

    static DataAccessConfig read(String hocon, Map<String, String> environment) {
        return read("", hocon, environment);
    }

    static DataAccessConfig read(String code, String hocon, Map<String, String> environment) {
        return read(ConfigFactory.parseString(code), ConfigFactory.parseString(hocon), environment, NOWHERE);
    }

    static DataAccessConfig read(Config code, Config file, Map<String, String> environment, Path driverDirectory) {
        return DataAccessConfigReader.read(code, file, environment, driverDirectory, new TreeSet<>());
    }

    static DataAccessConfig url(String url) {
        return environment(Map.of("DATABASE_URL", url));
    }

    static ConnectionConfig connection(String url) {
        return primary(url(url));
    }

    static ConnectionConfig primary(DataAccessConfig config) {
        return node(config, 0);
    }

    static ConnectionConfig node(DataAccessConfig config, int index) {
        return main(config).nodes().get(index).connection();
    }

    static TenantClassConfig standard(DataAccessConfig config) {
        return tenantClass(config, STANDARD);
    }

    static TenantClassConfig tenantClass(DataAccessConfig config, TenantClassName name) {
        return requireNonNull(config.classes().get(name));
    }

    static ClusterConfig main(DataAccessConfig config) {
        return requireNonNull(config.clusters().get(MAIN));
    }

    static ConnectionConfig direct(DataAccessConfig config) {
        return requireNonNull(main(config).direct());
    }

    static List<String> faults(Map<String, String> environment) {
        return faults("", environment);
    }

    static List<String> faults(String hocon, Map<String, String> environment) {
        return thrown(hocon, environment).faults();
    }

    static List<String> urlFaults(String url) {
        return faults(Map.of("DATABASE_URL", url));
    }

    static InvalidConfigurationException thrown(String hocon, Map<String, String> environment) {
        InvalidConfigurationException thrown =
                catchThrowableOfType(InvalidConfigurationException.class, () -> read(hocon, environment));
        if (thrown == null) {
            throw new AssertionError("The configuration was accepted");
        }
        return thrown;
    }
}
