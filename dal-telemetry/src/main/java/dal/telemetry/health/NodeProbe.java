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
 * Asks a node for a sign of life, {@code select 1} on a connection of its own. However often health is asked for, a node is asked once per interval, and by one
 * thread at a time: the others wait for that answer, at most as long as a probe lasts.
 */
final class NodeProbe {

    private final NodeConnector connector;
    private final Duration timeout;
    private final long interval;
    private final LongSupplier ticker;
    private final ConcurrentHashMap<Key, Last> answers = new ConcurrentHashMap<>();

    NodeProbe(NodeConnector connector, Duration timeout, Duration interval, LongSupplier ticker) {
        this.connector = connector;
        this.timeout = timeout;
        this.interval = interval.toNanos();
        this.ticker = ticker;
    }

    /** Whether nobody is to be asked. */
    boolean isOff() {
        return timeout.isZero();
    }

    /** Whether it answered, now or within the interval before; yes where nobody is asked. */
    boolean answers(ClusterName cluster, NodeName node) {
        return isOff() || ask(cluster, node).ok();
    }

    /** What it answered, now or within the interval before. */
    Answer ask(ClusterName cluster, NodeName node) {
        Last last = answers.computeIfAbsent(new Key(cluster, node), absent -> new Last());
        last.lock.lock();
        try {
            Answer known = last.answer;
            if (known != null && ticker.getAsLong() - last.at < interval) {
                return known;
            }
            long began = ticker.getAsLong();
            String failure = failure(cluster, node);
            last.at = ticker.getAsLong();
            Answer answer = new Answer(Duration.ofNanos(last.at - began), failure);
            last.answer = answer;
            return answer;
        } finally {
            last.lock.unlock();
        }
    }

    private @Nullable String failure(ClusterName cluster, NodeName node) {
        try (Connection connection = connector.open(cluster, node, "health", timeout);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select 1")) {
            return answer.next() && answer.getInt(1) == 1 ? null : "no answer";
        } catch (SQLException noAnswer) {
            // Its message may carry values; monitors and the work itself log reasons.
            return noAnswer.getSQLState() == null ? "no SQLSTATE" : noAnswer.getSQLState();
        } catch (RuntimeException noAnswer) {
            return noAnswer.getClass().getSimpleName();
        }
    }

    /** Forgets the nodes that are not among these. */
    void retain(java.util.function.BiPredicate<ClusterName, NodeName> present) {
        answers.keySet().removeIf(key -> !present.test(key.cluster, key.node));
    }

    /**
     * What became of a probe.
     *
     * @param took from its start to its end, connecting included
     * @param failure a SQLSTATE, or a kind of error; null where it answered
     */
    record Answer(Duration took, @Nullable String failure) {

        boolean ok() {
            return failure == null;
        }
    }

    private record Key(ClusterName cluster, NodeName node) {}

    private static final class Last {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Answer answer;
        private long at;
    }
}
