package dal.telemetry.health;

import java.util.List;

/**
 * Whether work may be sent to this process: not while it drains, nor while a cluster has no primary, or two. Found without I/O, from what was observed last.
 *
 * @param ready whether it may
 * @param timestamp when this was found, ISO 8601 in UTC
 * @param reasons why not, for people
 */
public record Readiness(boolean ready, String timestamp, List<String> reasons) {

    public Readiness {
        reasons = List.copyOf(reasons);
    }
}
