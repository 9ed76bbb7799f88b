package dal.testing.cluster.internal;

import dal.testing.cluster.ServerTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is asked to start: one primary, so many replicas, the settings all of them share.
 *
 * @param tls null for servers that do not speak it
 * @param access lines of a pg_hba.conf that come before the engine's own
 */
public record ClusterPlan(
        int replicas,
        Map<String, String> settings,
        @Nullable ServerTls tls,
        List<String> access,
        String user,
        String password,
        Duration startTimeout) {
    public ClusterPlan {
        if (replicas < 0) {
            throw new IllegalArgumentException("A cluster cannot have " + replicas + " replicas");
        }
        settings = Map.copyOf(new TreeMap<>(settings));
        access = List.copyOf(access);
    }

    /** The settings, with those that name the files of TLS in that directory; what was set by name wins. */
    public Map<String, String> settings(String tlsDirectory) {
        Map<String, String> all = new TreeMap<>(tls == null ? Map.of() : TlsFiles.settings(tls, tlsDirectory));
        all.putAll(settings);
        return all;
    }

    /** The files of TLS by name; none where the servers do not speak it. */
    public Map<String, String> tlsFiles() {
        return tls == null ? Map.of() : TlsFiles.contents(tls);
    }

    /** The additional access as a pg_hba.conf has it. */
    public String accessLines() {
        return access.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** {@code primary, replica1, replica2 ...} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        names.add("primary");
        for (int i = 1; i <= replicas; i++) {
            names.add("replica" + i);
        }
        return names;
    }

    /** What a replica is told so that it streams from the given server, under its own name. */
    public String primaryConnectionInfo(String replica, Endpoint primary) {
        return "host=%s port=%d user=%s password=%s application_name=%s"
                .formatted(primary.host(), primary.port(), user, password, replica);
    }
}
