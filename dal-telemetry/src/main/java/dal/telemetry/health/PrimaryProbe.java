package dal.telemetry.health;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.spi.NodeConnector;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a primary for a sign of life, {@code select 1} on a connection of its own. However often health is asked for, a primary is asked once per interval, and
 * by one thread at a time: the others wait for that answer, at most as long as a probe lasts.
 */
final class PrimaryProbe {

    private final NodeConnector connector;
    private final Duration timeout;
    private final long interval;
    private final LongSupplier ticker;
    private final ConcurrentHashMap<ClusterName, Last> answers = new ConcurrentHashMap<>();

    PrimaryProbe(NodeConnector connector, Duration timeout, Duration interval, LongSupplier ticker) {
        this.connector = connector;
        this.timeout = timeout;
        this.interval = interval.toNanos();
        this.ticker = ticker;
    }

    /** Whether it answered, now or within the interval before. */
    boolean answers(ClusterName cluster, NodeName primary) {
        if (timeout.isZero()) {
            return true;
        }
        Last last = answers.computeIfAbsent(cluster, absent -> new Last());
        last.lock.lock();
        try {
            if (last.counts(primary, ticker.getAsLong(), interval)) {
                return last.ok;
            }
            last.ok = ask(cluster, primary);
            last.at = ticker.getAsLong();
            last.primary = primary;
            return last.ok;
        } finally {
            last.lock.unlock();
        }
    }

    private boolean ask(ClusterName cluster, NodeName primary) {
        try (Connection connection = connector.open(cluster, primary, "health", timeout);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select 1")) {
            return answer.next() && answer.getInt(1) == 1;
        } catch (SQLException | RuntimeException noAnswer) {
            // Whatever the reason, there is no sign of life; monitors and the work itself log reasons.
            return false;
        }
    }

    private static final class Last {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable NodeName primary;
        private boolean ok;
        private long at;

        boolean counts(NodeName asked, long now, long interval) {
            return asked.equals(primary) && now - at < interval;
        }
    }
}
