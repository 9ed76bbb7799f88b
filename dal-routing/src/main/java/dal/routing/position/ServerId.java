package dal.routing.position;

import java.util.Objects;

/**
 * Which server it is that answers, in its own words: not the name or address by which it was reached.
 *
 * @param system the system identifier, drawn when the cluster was made: a primary and its replicas have the same, other clusters have others
 * @param run tells this start of this server from all others
 */
public record ServerId(long system, String run) {

    public ServerId {
        Objects.requireNonNull(run, "run");
    }
}
