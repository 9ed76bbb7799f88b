package dal.core.execution;

import dal.cluster.NodeName;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ErrorContext;
import dal.error.NodeUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of work has run into on its way: the nodes that failed it, how they did, and how long it is tried elsewhere. Its time begins when it is made, at
 * the first trouble; most work has none.
 *
 * <p>A statement may be what ends its connections: it brings its server down, its answer cannot be read, or an administrator ends it wherever it turns up. So it is
 * given up after two of them broke under it, before it gets to a third node, which would be the primary at last. After the first one it is sent only over a
 * connection that has just answered: of one that was dead before, it is not known whether it broke under the statement.
 *
 * <p>Not thread-safe.
 */
final class Trouble {

    private static final int MOST_BROKEN = 2;

    private static final int MOST_SENDINGS = 8;

    /** As many tell what goes on; the rest say the same, and would fill the log. */
    private static final int MOST_EARLIER = 8;

    private final long deadline;
    private Set<NodeName> excluded = Set.of();
    private List<NodeName> brokeOn = List.of();
    private @Nullable DatabaseException earlier;
    private int kept;
    private int sendings;

    /** @param patience how long the work is tried elsewhere from now on */
    Trouble(Duration patience) {
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** Until when it is tried elsewhere, by {@link System#nanoTime()}. */
    long deadline() {
        return deadline;
    }

    boolean isTimeUp() {
        return System.nanoTime() - deadline >= 0;
    }

    // --- where ---

    /** The nodes it does not go to any more. */
    Set<NodeName> excluded() {
        return excluded;
    }

    void exclude(NodeName node) {
        Set<NodeName> more = new HashSet<>(excluded);
        more.add(node);
        excluded = Set.copyOf(more);
    }

    // --- how often ---

    /** It was sent, and failed by no fault of its own: whether it may be sent once more. */
    boolean maySendAgain() {
        sendings++;
        return sendings < MOST_SENDINGS && !mayBreakConnections() && !isTimeUp();
    }

    /** Whether it was sent before: sending it is a re-run then. */
    boolean wasSent() {
        return sendings > 0;
    }

    /** Its connection to that node broke under it, and not because the node went down or was lost. */
    void brokeOn(NodeName node) {
        brokeOn = Stream.concat(brokeOn.stream(), Stream.of(node)).toList();
    }

    /** Whether a connection broke under it. */
    boolean hasBrokenAny() {
        return !brokeOn.isEmpty();
    }

    /** Whether it may be itself what its connections break of. */
    boolean mayBreakConnections() {
        return brokeOn.size() >= MOST_BROKEN;
    }

    // --- what is told of it ---

    /** What to tell of a statement whose connections break. */
    ConnectionLostException givenUp(DatabaseException last, ErrorContext context) {
        ConnectionLostException error = new ConnectionLostException(
                "The connection was lost during the statement on "
                        + brokeOn.stream().map(NodeName::value).distinct().collect(Collectors.joining(" and on "))
                        + "; it is sent to no further node, since it may itself be what ends its connections",
                context,
                last.getCause());
        tellIn(error);
        return error;
    }

    /** Keeps a failure for what is told in the end; it tells of those before it. */
    void keep(DatabaseException failure) {
        if (kept < MOST_EARLIER) {
            kept++;
            tellIn(failure);
            earlier = failure;
        }
    }

    /** Has an error tell of the failures before it. */
    @SuppressWarnings("ReferenceEquality") // Nothing can be suppressed by itself.
    void tellIn(Throwable error) {
        if (earlier != null && earlier != error) {
            error.addSuppressed(earlier);
        }
    }

    /** The latest failure, if the node refuses to log in; null otherwise. */
    @Nullable
    DatabaseException refusal() {
        return earlier != null && isRefused(earlier) ? earlier : null;
    }

    /** Whether it failed on a node that refuses to log in: it is well, and no observation will change its answer. */
    static boolean isRefused(DatabaseException failure) {
        return failure instanceof NodeUnavailableException unavailable
                && unavailable.retryAfter().isPresent();
    }
}
