package dal.benchmarks.causal;

import dal.DbConnectionManager;
import dal.Session;
import dal.benchmarks.layer.Answers;
import dal.benchmarks.layer.Answers.Answer;
import dal.benchmarks.result.Progress;
import dal.cluster.Role;
import dal.consistency.CommitToken;
import dal.error.DatabaseException;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session that checks what it reads: no session's number may be lower than it has ever been under this session's token, written or seen. It knows nothing of nodes and
 * routes. A write that fails, or whose outcome is unknown, is not expected to be seen; once it is seen it may not vanish again.
 *
 * <p>Now and then it begins anew from the token of a session in another process: then it is held to what that one had written and seen. Not thread-safe.
 */
final class CheckedSession {

    static final TenantId TENANT = TenantId.of("acme");

    private static final long TOLD = 20;

    private final int number;
    private final int partner;
    private final DbConnectionManager databases;
    private final Answers answers;
    private final Exchange exchange;
    private final Tally tally;
    private final long writeEvery;
    private Session session;
    private final Expected expected = new Expected();
    private long written;
    private long writeDue;
    private long turns;

    /**
     * A session.
     *
     * @param number which number of the ledger it writes
     * @param partner which session it hands its tokens to
     */
    CheckedSession(
            int number,
            int partner,
            DbConnectionManager databases,
            Answers answers,
            Exchange exchange,
            Tally tally,
            Duration writeEvery) {
        this.number = number;
        this.partner = partner;
        this.databases = databases;
        this.answers = answers;
        this.exchange = exchange;
        this.tally = tally;
        this.writeEvery = writeEvery.toNanos();
        this.session = databases.session(TENANT);
        // Sessions take their turns at writing.
        this.writeDue = System.nanoTime() + this.writeEvery * number / Ledger.SESSIONS;
    }

    /** Continues from a token if one came, writes if it is time to, and reads. */
    void turn() {
        turns++;
        Handed handed = exchange.take(number);
        if (handed != null) {
            session = databases.session(TENANT, CommitToken.parse(handed.token()));
            expected.handed(handed.seen());
            tally.handed.increment();
        }
        if (System.nanoTime() - writeDue >= 0) {
            writeDue += writeEvery;
            write();
        }
        read();
    }

    private void write() {
        long value = ++written;
        try {
            if (value % 2 == 0) {
                Ledger.write(session.dsl(), number, value);
            } else {
                session.useTransaction(transaction -> Ledger.write(transaction.dsl(), number, value));
            }
            tally.writes.increment();
            expected.written(number, value);
            exchange.give(new Handed(partner, session.token().toString(), expected.values()));
        } catch (DatabaseException e) {
            tally.failedWrites.increment();
            Progress.say("session %d: a write failed: %s %s", number, e.code(), e.getMessage());
        }
    }

    private void read() {
        long[] values;
        String before = session.token().toString();
        try {
            values = turns % 2 == 0 ? Ledger.read(session.dsl()) : session.<long[], RuntimeException>read(Ledger::read);
        } catch (DatabaseException e) {
            tally.failedReads.increment();
            if (tally.failedReads.sum() <= TOLD) {
                Progress.say("session %d: a read failed: %s %s", number, e.code(), e.getMessage());
            }
            return;
        }
        tally.reads.increment();
        Answer answer = answers.latest().orElse(null);
        List<String> older = expected.olderIn(values);
        if (!older.isEmpty()) {
            stale(older, values, before, answer);
        }
        expected.seen(values, answer);
        // What a write of unknown outcome left is never taken back by a later one of a lower number.
        written = Math.max(written, values[number]);
    }

    private void stale(List<String> older, long[] values, String before, @Nullable Answer answer) {
        tally.stale.increment();
        if (answer != null && answer.role() == Role.PRIMARY && expected.isOlderThanReplicasAlone(values)) {
            tally.replicaAhead.increment();
        }
        if (tally.stale.sum() <= TOLD) {
            Progress.say(
                    "session %d: STALE, %s; token %s, afterwards %s; answered by %s",
                    number, older, before, session.token(), answer);
        }
    }
}
