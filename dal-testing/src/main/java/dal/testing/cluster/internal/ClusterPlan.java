package dal.testing.cluster.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an engine is asked to start: one primary, so many replicas, the settings all of them share. */
public record ClusterPlan(
        int replicas, Map<String, String> settings, String user, String password, Duration startTimeout) {
    public ClusterPlan {
        if (replicas < 0) {
            throw new IllegalArgumentException("A cluster cannot have " + replicas + " replicas");
        }
        settings = Map.copyOf(new TreeMap<>(settings));
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
