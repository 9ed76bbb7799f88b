package dal.config;

import java.time.Duration;
import java.util.List;

/**
 * What becomes of connections that are held for too long: by a cursor nobody closed, a connection nobody gave back, a transaction that does not end.
 *
 * @param after how long one may be held before it is reported, once; zero for as long as anybody likes
 * @param reclaim whether it is then taken away: cancelled on the server, closed, and its place given to others. It has to be longer than any work that is meant to
 *     take long
 */
public record LeakConfig(Duration after, boolean reclaim) {

    /** Reported after a minute, and left where it is. */
    public static final LeakConfig DEFAULT = new LeakConfig(Duration.ofMinutes(1), false);

    public LeakConfig {
        Limits.orThrow(faults(after));
    }

    /** What cannot be met, each beginning with the key it is about. */
    static List<String> faults(Duration after) {
        return new Limits().atLeast("after", Duration.ZERO, after).faults();
    }
}
