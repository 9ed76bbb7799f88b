package dal.core.connection;

import dal.core.failure.CommitInDoubt;
import dal.core.tenancy.StatementFrame;
import dal.spi.StatementClassifier.Origin;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several statements as they are sent over one connection, all or nothing: one text, one round trip.
 *
 * <p>Under autocommit it is begin, settings, the statements, commit and position ({@link StatementFrame#autocommit}). The explicit begin and commit are what makes
 * them one: where the driver puts a Sync between two of them, and without them nothing else, what came before it would stay. In a transaction they stand between a
 * savepoint and its release, behind the transaction's prefix if they are its first.
 *
 * <p>Sent once. Not thread-safe.
 */
public final class AtomicText implements AutoCloseable {

    /** What the protocol can count of one statement, and what jOOQ and the driver keep to for a text. */
    public static final int MOST_BINDS = 65_535;

    private static final String SAVEPOINT = "dal_atomic";
    private static final String NEXT = "\n; ";
    private static final String CACHED_PLAN_CHANGED = "0A000";
    private static final String STATEMENT_GONE = "26000";
    private static final String OPEN_TRANSACTION = "25001";
    private static final String CANCELLED = "57014";
    private static final String ROLLED_BACK = "40000";

    private final TenantConnection connection;
    private final List<Prepared> statements;
    private final boolean joins;
    private final boolean carriesPrefix;
    private final int before;
    private final int shift;
    private final PreparedStatement prepared;
    private final CountedText text;
    private boolean closed;

    /**
     * Prepares the text; nothing is sent yet.
     *
     * @throws dal.error.InvalidUseException if one of the statements may not be sent, or they have too many values together
     */
    public AtomicText(TenantConnection connection, List<Prepared> statements) throws SQLException {
        this.connection = connection;
        this.statements = statements;
        this.joins = connection.inTransaction();
        String joined = joined(connection, statements);
        StatementFrame frame = connection.binding().frame();
        carriesPrefix = joins && !connection.transaction().isBound();
        shift = carriesPrefix || !joins ? frame.bindCount() : 0;
        requireFewBinds();
        String whole;
        if (joins) {
            var isolation = connection.binding().isolation();
            String guarded = "savepoint " + SAVEPOINT + "; " + joined + NEXT + "release savepoint " + SAVEPOINT;
            whole = carriesPrefix ? StatementFrame.prefixed(frame.transactionPrefix(isolation), guarded) : guarded;
            before = (carriesPrefix ? frame.transactionResultsBefore(isolation) : 0) + 1;
            if (connection.raw().getAutoCommit()) {
                connection.raw().setAutoCommit(false);
            }
        } else {
            whole = frame.autocommit(joined);
            before = frame.autocommitResultsBefore();
        }
        prepared = connection.limited(connection.raw().prepareStatement(whole));
        text = new CountedText(connection.raw(), prepared);
    }

    private static String joined(TenantConnection connection, List<Prepared> statements) {
        String[] texts = new String[statements.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = connection.check(statements.get(i).sql(), Origin.TEXT);
        }
        return String.join(NEXT, texts);
    }

    private void requireFewBinds() {
        long binds = shift;
        for (Prepared statement : statements) {
            binds += statement.bindCount();
        }
        if (binds > MOST_BINDS) {
            throw InvalidUse.because("Statements applied together may have " + MOST_BINDS
                    + " bind values among them, the tenant's included; these have " + binds
                    + ": send fewer at a time, or pass arrays");
        }
    }

    /** Gives it its values, sends it, and waits for all it answers: one round trip. */
    public void send() throws SQLException {
        long limit = limit();
        CancelTimer timer = null;
        try {
            bind();
            if (limit > 0) {
                timer = new CancelTimer(connection.raw(), limit);
            }
            try {
                text.execute();
                connection.answered();
            } finally {
                if (timer != null) {
                    timer.close();
                }
            }
            if (joins) {
                markBound();
            } else {
                requireCommitted(timer != null && timer.fired());
                tellPosition();
            }
        } catch (SQLException | RuntimeException | Error e) {
            afterFailure(e);
            if (e instanceof SQLException failure && mayBeCommitted(failure)) {
                throw CommitInDoubt.failedAround(failure);
            }
            throw e;
        }
    }

    private void bind() throws SQLException {
        if (shift > 0) {
            connection.transaction().setValues(prepared);
        }
        int next = shift;
        for (Prepared statement : statements) {
            statement.bind(prepared, next);
            next += statement.bindCount();
        }
    }

    /** The shortest limit that any of them has, and the class's own, in milliseconds; 0 if there is none. */
    private long limit() {
        long shortest = connection.binding().queryTimeout();
        for (Prepared statement : statements) {
            long own = statement.queryTimeout() * 1000L;
            shortest = own > 0 && (shortest == 0 || own < shortest) ? own : shortest;
        }
        return shortest;
    }

    // --- what they answered ---

    /** How many rows a statement changed or returned; the first has index 0. */
    public long count(int index) {
        return text.count(before + index);
    }

    /** The rows a statement returned; null if it returns none. Not to be used once the connection has gone back. */
    public @Nullable ResultSet rows(int index) throws SQLException {
        return text.rows(before + index);
    }

    private int commitIndex() {
        return before + statements.size() + (connection.binding().frame().asksBeforeCommit() ? 1 : 0);
    }

    /** The server says how it ended a transaction: a COMMIT of a failed one answers ROLLBACK, and no error. And it says little if it was cancelled meanwhile. */
    private void requireCommitted(boolean cancelled) throws SQLException {
        if (connection.isOpen()) {
            throw new SQLException("a statement left its transaction open", OPEN_TRANSACTION);
        }
        if (text.answered() <= commitIndex() || !"COMMIT".equals(text.command(commitIndex()))) {
            throw new SQLException("the statements were rolled back", ROLLED_BACK);
        }
        if (connection.readOnly()) {
            return;
        }
        if (text.cutShort()) {
            throw CommitInDoubt.withoutStandby();
        }
        if (cancelled) {
            throw CommitInDoubt.cancelled(null);
        }
    }

    private void tellPosition() throws SQLException {
        if (!connection.binding().frame().asksPosition()) {
            return;
        }
        int commit = commitIndex();
        boolean waits = true;
        if (connection.binding().frame().asksBeforeCommit()) {
            try (ResultSet setting = text.rows(commit - 1)) {
                waits = setting == null || !setting.next() || !"off".equals(setting.getString(1));
            }
        }
        try (ResultSet position = text.rows(commit + 1)) {
            if (position != null && position.next()) {
                connection.binding().accept(position.getString(waits ? 1 : 2));
            }
        }
    }

    // --- where they failed ---

    /** Which statement the server refused, counted from 1; 0 if it was none of them, or none was refused. */
    public int failed() {
        int index = text.answered() - before;
        return text.refused() && index >= 0 && index < statements.size() ? index + 1 : 0;
    }

    /** Whether it was their commit that the server refused: nothing of them took effect. */
    public boolean failedToCommit() {
        return !joins && text.refused() && text.answered() == commitIndex();
    }

    private void afterFailure(Throwable failure) {
        if (!joins) {
            connection.recover(failure);
            return;
        }
        if (!(failure instanceof SQLException)) {
            connection.distrust();
        }
        markBound();
        if (text.refused() && text.answered() >= before && connection.failed()) {
            try (Statement undo = connection.raw().createStatement()) {
                undo.execute("rollback to savepoint " + SAVEPOINT + "; release savepoint " + SAVEPOINT);
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** The tenant is bound once the prefix has been answered: it stands before the savepoint. */
    private void markBound() {
        if (carriesPrefix && text.answered() >= before) {
            connection.transaction().markBound();
        }
    }

    /** Whether they failed when their commit was under way, or over. */
    private boolean mayBeCommitted(SQLException failure) {
        if (joins || !text.refused() || connection.readOnly()) {
            return false;
        }
        int commit = commitIndex();
        return text.answered() > commit || (text.answered() == commit && CANCELLED.equals(failure.getSQLState()));
    }

    /** Whether they failed only because a plan the server had kept is gone; nothing of them took effect then. */
    public boolean lostItsPlan(SQLException failure) {
        boolean undone = joins ? !connection.failed() && connection.isOpen() : text.answered() < commitIndex();
        return text.refused()
                && undone
                && (CACHED_PLAN_CHANGED.equals(failure.getSQLState()) || STATEMENT_GONE.equals(failure.getSQLState()));
    }

    /** Has the server forget every plan. One round trip. */
    public void forgetPlans() throws SQLException {
        connection.raw().execSQLUpdate("DEALLOCATE ALL");
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            connection.forget(prepared);
            prepared.close();
        }
    }
}
