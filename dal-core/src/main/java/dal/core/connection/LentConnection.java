package dal.core.connection;

import dal.core.tenancy.NodeCheck;
import dal.error.ErrorContext;
import dal.error.ScopeEndedException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgStatement;

/**
 * A connection as whoever lends it handles it: told what it is for, asked how it is, cleaned up and taken back. Its transaction is {@link TransactedConnection}'s; what is sent
 * over it, and how, is decided in {@link TenantConnection}.
 */
abstract class LentConnection extends ConfinedConnection {

    /** internal_error. */
    private static final String DRIVER_FAILED = "XX000";

    private final BaseConnection raw;
    private final Binding binding;
    private boolean suspect;
    private boolean finished;
    private int addedToBatches;
    private @Nullable Object lender;
    private @Nullable Elsewhere elsewhere;
    private @Nullable LongSupplier millisLeft;
    private @Nullable Consumer<Error> onError;
    private @Nullable UnaryOperator<SQLException> failures;

    /** Statements of the driver's that are not closed yet; the first stands by itself, since mostly it is the only one. */
    private @Nullable Statement open;

    private @Nullable List<Statement> openToo;

    LentConnection(BaseConnection raw, Binding binding) {
        super(raw);
        this.raw = raw;
        this.binding = binding;
    }

    /** Whether the connection may not go back to its pool: it is broken, its state is not known, or its bare self was handed out. */
    public final boolean suspect() {
        return suspect;
    }

    /** Marks the connection as one that may not go back to its pool. */
    public final void distrust() {
        suspect = true;
    }

    /** How many sets of binds were added to batches on it, ever. */
    public final int addedToBatches() {
        return addedToBatches;
    }

    final void addedToBatch() {
        addedToBatches++;
    }

    /** Whether the server refuses writes on it. */
    public final boolean readOnly() {
        return binding.frame().readOnly();
    }

    /** What the server confirms of itself before it executes what is sent on it. */
    public final NodeCheck check() {
        return binding.frame().check();
    }

    /** What its statements have left to them, in milliseconds, at least one: the driver cancels one that takes longer. Its COMMIT is not cancelled. */
    public final void endsBy(LongSupplier left) {
        millisLeft = left;
    }

    /** Ends the borrowing: what is still open is rolled back, and the connection is as it was. Never throws; look at {@link #suspect()} afterwards. */
    public final void finish() {
        if (finished) {
            return;
        }
        finished = true;
        try {
            if (raw.isClosed()) {
                suspect = true;
                return;
            }
            closeStatements();
            endTransaction();
        } catch (SQLException | RuntimeException e) {
            // The pool closes a suspect connection, which ends whatever the server still had open.
            suspect = true;
        }
    }

    /** What is still open is rolled back, and the driver commits each statement by itself again. */
    abstract void endTransaction() throws SQLException;

    /** Whether the borrowing has ended: what it gave out may touch the connection no more, which may be someone else's by now. */
    public final boolean finished() {
        return finished;
    }

    /**
     * What the caller's own use of the connection is told of errors, whose messages quote values; null where jOOQ executes, since its listener then translates
     * them.
     */
    public final void tellsFailures(@Nullable UnaryOperator<SQLException> told) {
        failures = told;
    }

    /** What the caller is told of an error of its own use. */
    final SQLException told(SQLException failure) {
        return failures == null ? failure : failures.apply(failure);
    }

    /** Where the statement that runs alone on it may be repeated; null if nowhere. */
    public final void repeats(@Nullable Elsewhere others) {
        elsewhere = others;
    }

    /** See {@link #repeats}. */
    @Nullable
    final Elsewhere elsewhere() {
        return elsewhere;
    }

    /** Who lent it, for when it comes back. */
    public final @Nullable Object lender() {
        return lender;
    }

    /** See {@link #lender()}. */
    public final void lentBy(Object owner) {
        lender = owner;
    }

    /** What was left open would otherwise read on, on a connection that is someone else's by then. */
    private void closeStatements() throws SQLException {
        Statement first = open;
        open = null;
        if (first != null) {
            first.close();
        }
        if (openToo != null) {
            for (Statement left : openToo) {
                left.close();
            }
            openToo = null;
        }
    }

    final void requireInUse() {
        if (finished) {
            throw new ScopeEndedException(
                    "What gave out this connection has ended, and the connection may be someone else's: use the TenantDatabase's own dsl()",
                    ErrorContext.NONE,
                    null);
        }
    }

    final BaseConnection used() {
        requireInUse();
        return raw;
    }

    /** A statement of the driver's was closed. */
    @SuppressWarnings("ReferenceEquality") // The very one.
    final void forget(Statement closed) {
        if (closed.equals(open)) {
            open = null;
        } else if (openToo != null) {
            openToo.remove(closed);
        }
    }

    final BaseConnection raw() {
        return raw;
    }

    final Binding binding() {
        return binding;
    }

    /**
     * A step of cleaning up. jOOQ lets nothing but an SQLException pass there: after anything else it would not say that the execution is over, and its connection
     * would never come back.
     */
    final <T extends @Nullable Object> T cleaningUp(TenantConnection.Execution<T> step) throws SQLException {
        try {
            return step.run();
        } catch (RuntimeException | Error e) {
            throw failedCleaningUp(e);
        }
    }

    /** What a step of {@link #cleaningUp} throws instead, for those that are taken with every statement. */
    final SQLException failedCleaningUp(Throwable failure) {
        suspect = true;
        return new SQLException("the driver failed", DRIVER_FAILED, failure);
    }

    /** What is to be done after an Error in an execution, of which jOOQ does not say that it is over where the rows were to stay open. */
    public final void afterError(@Nullable Consumer<Error> end) {
        onError = end;
    }

    /** An execution ended in an Error: nobody else may say so. */
    final void failed(Error error) {
        if (onError != null) {
            onError.accept(error);
        }
    }

    /** Gives a statement the client's own time limit. */
    final <S extends Statement> S limited(S statement) throws SQLException {
        if (open == null) {
            open = statement;
        } else {
            if (openToo == null) {
                openToo = new ArrayList<>();
            }
            openToo.add(statement);
        }
        int limit = binding.queryTimeout();
        if (millisLeft != null) {
            int left = (int) Math.min(Integer.MAX_VALUE, millisLeft.getAsLong());
            limit = limit > 0 ? Math.min(limit, left) : left;
        }
        if (limit > 0) {
            statement.unwrap(PgStatement.class).setQueryTimeoutMs(limit);
        }
        return statement;
    }
}
