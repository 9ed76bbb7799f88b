package dal.core.connection;

import dal.core.connection.ShiftedPreparedStatement.BindValue;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One read asked of two nodes: of the second only when the first has taken longer than most reads do. Whichever answers first wins; the other is cancelled, and
 * gives its connection back when the server has let go of it. (Dean and Barroso, "The Tail at Scale", 2013: hedged requests.)
 *
 * <p>Each runs on another thread, since a driver's call cannot be left early; the caller waits for the first to answer. That the first was
 * refused for the statement's own sake is an answer; any other failure of one counts only when the other has failed too.
 */
final class Race {

    /** How the second is prepared on the connection it is given. */
    @FunctionalInterface
    interface Preparation {
        OneText on(TenantConnection connection) throws SQLException;
    }

    private final Elsewhere elsewhere;
    private final long patience;
    private final Preparation preparation;
    private final @Nullable BindValue[] values;
    private final int count;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Runner first;
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
     * @throws SQLException as the second one failed where both did, as the first one did where there was no second
     */
    void run() throws SQLException {
        elsewhere.run(() -> first.run(first::send));
        boolean interrupted = false;
        lock.lock();
        try {
            long left = patience;
            while (!first.over && left > 0) {
                try {
                    left = ended.awaitNanos(left);
                } catch (InterruptedException e) {
                    // As without a second: the driver does not end a call for it either.
                    interrupted = true;
                }
            }
            if (!first.over) {
                Runner hedge = new Runner(null);
                second = hedge;
                Thread.ofVirtual().name("dal-hedge").start(() -> hedge.run(hedge::borrowAndSend));
            }
            while (!isDecided()) {
                ended.awaitUninterruptibly();
            }
            decide();
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
            elsewhere.settle(text(best).connection(), lost.connection(), worse.failure, !worse.over);
            if (worse.over) {
                // It ended before anybody could tell it that it had lost.
                Thread.ofVirtual().name("dal-hedge").start(worse::release);
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

    /** Something that may fail as the driver does. */
    @FunctionalInterface
    private interface Sending {
        void send() throws SQLException;
    }

    /** One of the two. Its fields are guarded by the lock. */
    private final class Runner {

        private volatile @Nullable OneText text;
        private volatile boolean over;
        private @Nullable Throwable failure;
        private boolean refused;

        Runner(@Nullable OneText text) {
            this.text = text;
        }

        boolean answered() {
            return over && failure == null && text != null;
        }

        boolean hasTheAnswer() {
            return answered() || refused;
        }

        boolean lost() {
            return over && failure != null;
        }

        void send() throws SQLException {
            sendUnlessDecided(text(this));
        }

        void borrowAndSend() throws SQLException {
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
            sendUnlessDecided(prepared);
        }

        /** The other may have answered while this one looked for a connection, or for a processor: its cancel is sent by then, and would not meet it. */
        private void sendUnlessDecided(OneText prepared) throws SQLException {
            lock.lock();
            try {
                text = prepared;
                if (decided) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            prepared.run(values, count);
        }

        void run(Sending sending) {
            Throwable thrown = null;
            try {
                sending.send();
            } catch (Throwable e) {
                // Told by the caller's thread, if it counts.
                thrown = e;
            }
            boolean own = thrown != null && isItsOwn(thrown);
            boolean release;
            lock.lock();
            try {
                failure = thrown;
                refused = own;
                over = true;
                release = decided && winner != this;
                ended.signalAll();
            } finally {
                lock.unlock();
            }
            if (release) {
                release();
            }
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
