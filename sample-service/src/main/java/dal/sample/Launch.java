package dal.sample;

import com.typesafe.config.Config;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service was told when it was started.
 *
 * @param environment the process's variables
 * @param file {@code application.conf}, or what stands in for it
 * @param port where to serve: {@code PORT}, or 8080; 0 for any
 * @param demoData whether to load the demonstration's data into a database that was named
 */
record Launch(Map<String, String> environment, Config file, int port, boolean demoData) {

    private static final String DEMO_DATA = "--demo-data";
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    Launch {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads the command line and {@code PORT}.
     *
     * @throws IllegalArgumentException if either says something unknown
     */
    static Launch of(List<String> arguments, Map<String, String> environment, Config file) {
        for (String argument : arguments) {
            if (!argument.equals(DEMO_DATA)) {
                throw new IllegalArgumentException(
                        "There is no argument '" + argument + "', only " + DEMO_DATA + " (see README.md)");
            }
        }
        return new Launch(environment, file, port(environment.getOrDefault("PORT", "")), arguments.contains(DEMO_DATA));
    }

    private static int port(String text) {
        if (text.isBlank()) {
            return DEFAULT_PORT;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException("PORT takes a number from 0 to " + MAX_PORT + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /** Whether somebody said where the database is; else the service brings its own. */
    boolean namesDatabase() {
        return !environment.getOrDefault("DATABASE_URL", "").isBlank() || file.hasPath("dal.clusters");
    }

    /**
     * The configuration for the database that was named.
     *
     * @throws dal.error.InvalidConfigurationException listing every fault
     */
    DataAccessConfig config() {
        return config(Map.of());
    }

    /**
     * The configuration with these variables over the process's own.
     *
     * @throws dal.error.InvalidConfigurationException listing every fault
     */
    DataAccessConfig config(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return DataAccessConfigReader.read(file, all);
    }
}
