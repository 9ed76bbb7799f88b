package dal.testing.cluster.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings as lines of a postgresql.conf. */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    public static String lines(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " = '"
                                + entry.getValue().replace("\\", "\\\\").replace("'", "''") + "'\n")
                        .collect(Collectors.joining());
    }
}
