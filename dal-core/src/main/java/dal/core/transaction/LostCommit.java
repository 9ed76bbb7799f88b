package dal.core.transaction;

import dal.cluster.NodeName;
import dal.core.connection.TransactionIdentity;
import dal.core.execution.Deadline;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A transaction whose connection was lost after its COMMIT had been sent. What became of it is asked of the server ({@code pg_xact_status}), again and again while its
 * session there is still at it: one that waits for a standby, or has not noticed yet that nobody listens.
 *
 * <p>An answer counts only from the same node on the same timeline. After a promotion the transactions that the new primary had not received are given anew, so that
 * the same number may be another transaction's: "committed" of one that is lost.
 */
final class LostCommit {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final TransactionIdentity identity;
    private final NodeName node;
    private final Pacing pacing;

    LostCommit(TransactionIdentity identity, NodeName node, Pacing pacing) {
        this.identity = identity;
        this.node = node;
        this.pacing = pacing;
    }

    /**
     * What became of it.
     *
     * @param unknown is told of what stood in the way of an answer
     */
    Fate fate(Duration atMost, Server server, CommitOutcomeUnknownException unknown) {
        Deadline until = Deadline.after(atMost, pacing.clock());
        Duration pause = FIRST_PAUSE;
        DatabaseException last = null;
        while (true) {
            try {
                Fate fate = fate(server.ask(identity.id(), until));
                if (fate != null) {
                    return fate;
                }
                last = null;
            } catch (DatabaseException e) {
                last = e;
            }
            boolean again = (last == null || last.retryable()) && until.left() > pause.toNanos();
            if (!again || !pacing.sleeps(pause)) {
                if (last != null) {
                    unknown.addSuppressed(last);
                }
                return Fate.UNKNOWN;
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** What an answer says; null if it is to be asked for again. */
    private @Nullable Fate fate(Answer answer) {
        if (!answer.node().equals(node) || !answer.timeline().equals(identity.timeline()) || answer.status() == null) {
            return Fate.UNKNOWN;
        }
        return switch (answer.status()) {
            case "committed" -> Fate.COMMITTED;
            case "aborted" -> Fate.ROLLED_BACK;
            default -> null;
        };
    }

    /** What became of a transaction. */
    enum Fate {
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    /**
     * What the primary says of a transaction.
     *
     * @param status as pg_xact_status says it; null where it has forgotten
     * @param timeline on which it says so
     * @param node which is the primary
     */
    record Answer(@Nullable String status, String timeline, NodeName node) {}

    /** Asks the primary. */
    @FunctionalInterface
    interface Server {
        Answer ask(String id, Deadline until);
    }
}
