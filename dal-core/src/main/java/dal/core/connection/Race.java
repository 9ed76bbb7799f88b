package dal.core.connection;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One read asked of two nodes: of the second only when the first has not begun to answer after as long as most reads take. Whichever answers first wins; the other is
 * cancelled, and gives its connection back when the server has let go of it. (Dean and Barroso, "The Tail at Scale", 2013: hedged requests.)
 *
 * <p>The first runs on the caller's thread, which leaves its answer when the second has one ({@link LeavableAnswer}): so a read that is not late costs no other thread.
 * The second runs on a thread of its own. That the first was refused for the statement's own sake is an answer; any other failure of one counts only when the other has
 * failed too.
 */
final class Race implements LeavableAnswer.Reader {

    /** How the second is prepared on the connection it is given. */
    @FunctionalInterface
    interface Preparation {
        OneText on(TenantConnection connection) throws SQLException;
    }

    private static final String BROKE = "The connection broke after its answer had been left to another";

    /** connection_failure. */
    private static final String CONNECTION_FAILURE = "08006";

    private final Elsewhere elsewhere;
    private final long patience;
    private final Preparation preparation;
    private final @Nullable BindValue[] values;
    private final int count;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Runner first;
    private @Nullable LeavableAnswer firstAnswer;
    private @Nullable Runner second;
    private @Nullable Runner winner;
    private boolean decided;

    /**
     * @param patience how long the first runs alone, in nanoseconds
     */
    Race(
            OneText first,
            Elsewhere elsewhere,
            long patience,
            Preparation preparation,
            @Nullable BindValue[] values,
            int count) {
        this.elsewhere = elsewhere;
        this.patience = patience;
        this.preparation = preparation;
        this.values = values;
        this.count = count;
        this.first = new Runner(first);
    }

    /**
     * Runs it.
     *
     * @param input what the first's server answers
     * @throws SQLException as the second one failed where both did, as the first one did where there was no second
     */
    void run(LeavableInput input) throws SQLException {
        LeavableAnswer answer = new LeavableAnswer(input, patience, elsewhere::run, this);
        firstAnswer = answer;
        Throwable thrown = null;
        boolean left = false;
        try {
            text(first).run(values, count);
        } catch (Throwable e) {
            // Told below, if it counts.
            thrown = e;
        } finally {
            left = answer.end();
        }
        if (thrown != null && !(thrown instanceof SQLException)) {
            // What its server still sends is not known.
            text(first).connection().distrust();
        }
        boolean own = thrown != null && !left && first.isItsOwn(thrown);
        lock.lock();
        try {
            first.left = left;
            if (!left) {
                first.ends(thrown, own);
            }
            while (!isDecided()) {
                ended.awaitUninterruptibly();
            }
            decide();
        } finally {
            lock.unlock();
            if (answer.took() >= 0 && (left || own || thrown == null)) {
                elsewhere.awaited(answer.took(), !left);
            }
        }
    }

    @Override
    public void late() {
        Runner hedge = new Runner(null);
        lock.lock();
        try {
            elsewhere.ask(hedge::borrowAndRun);
            // Not before: nobody would end it.
            second = hedge;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void through(boolean idle, @Nullable Throwable failure) {
        TenantConnection connection = text(first).connection();
        Throwable why = failure;
        if (why == null && !idle) {
            try {
                // The driver believes that nothing is open.
                connection.raw().execSQLUpdate("ROLLBACK");
            } catch (SQLException | RuntimeException | Error e) {
                why = e;
            }
        }
        if (why != null) {
            connection.distrust();
        }
        first.endsInTheBackground(why == null ? null : new SQLException(BROKE, CONNECTION_FAILURE, why), false);
    }

    /** The text that the statement goes on with. */
    OneText winner() {
        return text(winner == null ? first : winner);
    }

    private boolean isDecided() {
        Runner other = second;
        return first.hasTheAnswer() || (other == null ? first.over : other.answered() || (first.over && other.over));
    }

    /** Settles, so that whoever still runs knows that it lost. */
    private void decide() throws SQLException {
        Runner other = second;
        Runner best =
                first.hasTheAnswer() || other == null || other.text == null || (!other.answered() && !first.lost())
                        ? first
                        : other;
        winner = best;
        decided = true;
        Runner worse = best == first ? other : first;
        OneText lost = worse == null ? null : worse.text;
        if (worse != null && lost != null) {
            try {
                elsewhere.settle(text(best).connection(), lost.connection(), worse.failure, !worse.over);
            } finally {
                if (worse.over) {
                    // It ended before anybody could tell it that it had lost.
                    elsewhere.ask(worse::release);
                }
            }
        }
        Throwable failure = best.failure;
        if (failure instanceof SQLException sql) {
            throw sql;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private static OneText text(Runner runner) {
        OneText text = runner.text;
        if (text == null) {
            throw new IllegalStateException("A statement that was never prepared cannot win");
        }
        return text;
    }

    /** One of the two. Its fields are guarded by the lock. */
    private final class Runner {

        private volatile @Nullable OneText text;
        private volatile boolean over;
        private @Nullable Throwable failure;
        private boolean refused;
        private boolean left;

        Runner(@Nullable OneText text) {
            this.text = text;
        }

        boolean answered() {
            return over && failure == null && text != null && !left;
        }

        boolean hasTheAnswer() {
            return answered() || refused;
        }

        boolean lost() {
            return over && failure != null;
        }

        /** On a thread of its own. */
        void borrowAndRun() {
            Throwable thrown = null;
            try {
                borrowAndSend();
            } catch (Throwable e) {
                // Told by the caller's thread, if it counts.
                thrown = e;
            }
            endsInTheBackground(thrown, thrown != null && isItsOwn(thrown));
        }

        private void borrowAndSend() throws SQLException {
            TenantConnection connection = elsewhere.second();
            if (connection == null) {
                return;
            }
            OneText prepared;
            try {
                prepared = preparation.on(connection);
            } catch (SQLException | RuntimeException | Error e) {
                connection.distrust();
                elsewhere.release(connection);
                throw e;
            }
            lock.lock();
            try {
                text = prepared;
                if (decided) {
                    // The first answered while this one looked for a connection: its cancel is sent by then, and would
                    // not meet it.
                    return;
                }
            } finally {
                lock.unlock();
            }
            prepared.run(values, count);
        }

        /** It is over, on another thread than the caller's, and gives its connection back where it has lost. */
        void endsInTheBackground(@Nullable Throwable thrown, boolean own) {
            boolean release;
            lock.lock();
            try {
                ends(thrown, own);
                release = decided && winner != this;
            } finally {
                lock.unlock();
            }
            if (release) {
                release();
            }
        }

        /** It is over. With the lock held. */
        void ends(@Nullable Throwable thrown, boolean own) {
            failure = thrown;
            refused = own;
            over = true;
            LeavableAnswer answer = firstAnswer;
            if (this != first && answered() && !first.over && answer != null) {
                answer.leave();
            }
            ended.signalAll();
        }

        private boolean isItsOwn(Throwable thrown) {
            OneText sent = text;
            return !(thrown instanceof SQLException failed)
                    || (elsewhere.isItsOwn(failed) && (sent == null || !sent.lostItsPlan(failed)));
        }

        private void release() {
            OneText lost = text;
            if (lost != null) {
                try {
                    lost.close();
                } catch (SQLException | RuntimeException e) {
                    lost.connection().distrust();
                } catch (Error e) {
                    lost.connection().distrust();
                    throw e;
                } finally {
                    elsewhere.release(lost.connection());
                }
            }
        }
    }
}
