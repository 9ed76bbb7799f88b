package dal.core.connection;

import dal.core.tenancy.NodeCheck;
import dal.error.ErrorContext;
import dal.error.ScopeEndedException;
import dal.spi.StatementClassifier.Origin;
import dal.spi.StatementTraits;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgStatement;

/**
 * A borrowed connection as jOOQ and applications see it: nothing can be sent through it without the tenant.
 *
 * <p>A single prepared statement of jOOQ's is sent as one text ({@link OneTextStatement}). Everything else runs in a transaction, whose first act is to bind
 * the tenant ({@link #bind()}); under autocommit that transaction is committed after each execution.
 *
 * <p>Not thread-safe, as any connection. {@link #finish()} is called once, by whoever lent it.
 */
public final class TenantConnection extends ConfinedConnection {

    /** Who ends a transaction of this connection. */
    public enum Owner {
        /** The caller, through JDBC; autocommit until it says otherwise. */
        CALLER,
        /** The library: it calls {@link #commitTransaction()} or {@link #rollbackTransaction()}, and JDBC's own methods are refused. */
        LIBRARY
    }

    /** internal_error. */
    private static final String DRIVER_FAILED = "XX000";

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    /** transaction_resolution_unknown. */
    private static final String OUTCOME_UNKNOWN = "08007";

    private final BaseConnection raw;
    private final Binding binding;
    private final Owner owner;
    private final StatementGuard guard;
    private final ServerTransaction transaction;
    private boolean autoCommit;
    private boolean single;
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

    public TenantConnection(BaseConnection raw, Binding binding, Owner owner, StatementGuard guard) {
        super(raw);
        this.raw = raw;
        this.binding = binding;
        this.owner = owner;
        this.guard = guard;
        this.transaction = new ServerTransaction(raw, binding);
        this.autoCommit = owner == Owner.CALLER;
    }

    // --- for the library ---

    /** Whether the connection may not go back to its pool: it is broken, its state is not known, or its bare self was handed out. */
    public boolean suspect() {
        return suspect;
    }

    /** Marks the connection as one that may not go back to its pool. */
    public void distrust() {
        suspect = true;
    }

    /** Whether the next statement prepared is executed alone, not as a batch and not by hand: it can then be sent as one text. */
    public void expectSingleStatement(boolean expected) {
        single = expected;
    }

    /** How many sets of binds were added to batches on it, ever. */
    public int addedToBatches() {
        return addedToBatches;
    }

    void addedToBatch() {
        addedToBatches++;
    }

    /** Whether the server refuses writes on it. */
    public boolean readOnly() {
        return binding.frame().readOnly();
    }

    /** What the server confirms of itself before it executes what is sent on it. */
    public NodeCheck check() {
        return binding.frame().check();
    }

    /** Whether the server has a transaction open. */
    public boolean isOpen() {
        return transaction.isOpen();
    }

    /** Whether the server has a transaction open in which a statement failed. */
    public boolean failed() {
        return transaction.failed();
    }

    /** What its statements have left to them, in milliseconds, at least one: the driver cancels one that takes longer. Its COMMIT is not cancelled. */
    public void endsBy(LongSupplier left) {
        millisLeft = left;
    }

    /** Which transaction the server has begun, where it was asked to tell, and has; null otherwise. */
    public @Nullable TransactionIdentity identity() {
        return transaction.identity();
    }

    /** Whether the COMMIT that was sent did not wait for the standbys it was to wait for. */
    public boolean commitCutShort() {
        return transaction.cutShort();
    }

    /** Commits, and hands on the position behind the commit where it is asked for. Without a statement there is nothing to send. */
    public void commitTransaction() throws SQLException {
        transaction.commit();
    }

    /** Rolls back, and hands on the position behind it where that is asked for. If that fails, the connection is {@link #suspect()}. */
    public void rollbackTransaction() throws SQLException {
        try {
            transaction.rollback();
        } catch (SQLException | RuntimeException e) {
            suspect = true;
            throw e;
        }
    }

    /** Ends the borrowing: what is still open is rolled back, and the connection is as it was. Never throws; look at {@link #suspect()} afterwards. */
    public void finish() {
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
            rollbackTransaction();
            if (!raw.getAutoCommit()) {
                raw.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            // The pool closes a suspect connection, which ends whatever the server still had open.
            suspect = true;
        }
    }

    /** Whether the borrowing has ended: what it gave out may touch the connection no more, which may be someone else's by now. */
    public boolean finished() {
        return finished;
    }

    /**
     * What the caller's own use of the connection is told of errors, whose messages quote values; null where jOOQ executes, since its listener then translates
     * them.
     */
    public void tellsFailures(@Nullable UnaryOperator<SQLException> told) {
        failures = told;
    }

    /** Where the statement that runs alone on it may be repeated; null if nowhere. */
    public void repeats(@Nullable Elsewhere others) {
        elsewhere = others;
    }

    /** See {@link #repeats}. */
    @Nullable
    Elsewhere elsewhere() {
        return elsewhere;
    }

    /** Who lent it, for when it comes back. */
    public @Nullable Object lender() {
        return lender;
    }

    /** See {@link #lender()}. */
    public void lentBy(Object owner) {
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

    // --- for the statements ---

    void requireInUse() {
        if (finished) {
            throw new ScopeEndedException(
                    "What gave out this connection has ended, and the connection may be someone else's: use the TenantDatabase's own dsl()",
                    ErrorContext.NONE,
                    null);
        }
    }

    private BaseConnection used() {
        requireInUse();
        return raw;
    }

    /** A statement of the driver's was closed. */
    @SuppressWarnings("ReferenceEquality") // The very one.
    void forget(Statement closed) {
        if (closed == open) {
            open = null;
        } else if (openToo != null) {
            openToo.remove(closed);
        }
    }

    BaseConnection raw() {
        return raw;
    }

    Binding binding() {
        return binding;
    }

    boolean inTransaction() {
        return !autoCommit;
    }

    ServerTransaction transaction() {
        return transaction;
    }

    /** Looks at a statement before it is sent; its text without what follows it. */
    String check(String sql, Origin origin) {
        requireInUse();
        StatementTraits traits = guard.check(sql, origin);
        suspect |= traits.changesSession();
        return traits.end() < sql.length() ? sql.substring(0, traits.end()) : sql;
    }

    /** Opens the transaction, if it is not open, and binds the tenant in it. One round trip at most. */
    void bind() throws SQLException {
        requireInUse();
        transaction.bind();
    }

    /** Runs an execution inside a bound transaction, and commits it under autocommit. */
    <T> T inBoundTransaction(Execution<T> execution) throws SQLException {
        try {
            bind();
            T result = execution.run();
            if (autoCommit) {
                commitAndTell();
                raw.setAutoCommit(true);
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            if (autoCommit && !finished) {
                recover(e);
            }
            if (e instanceof SQLException failure && failures != null) {
                throw failures.apply(failure);
            }
            throw e;
        }
    }

    /** Commits for the caller. Where it was cancelled meanwhile, what tells the position behind it may be what ended, or its wait for a standby: nobody knows then. */
    private void commitAndTell() throws SQLException {
        try {
            commitTransaction();
        } catch (SQLException e) {
            throw readOnly() || !CANCELLED.equals(e.getSQLState())
                    ? e
                    : new SQLException("the commit may have been cancelled", OUTCOME_UNKNOWN, e);
        }
        if (transaction.cutShort() && !readOnly()) {
            throw new SQLException("the commit did not wait for its standby", OUTCOME_UNKNOWN);
        }
    }

    /** After a failed autocommit execution: no transaction stays open. */
    void recover(Throwable failure) {
        try {
            rollbackTransaction();
            if (!raw.getAutoCommit()) {
                raw.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException e) {
            suspect = true;
            failure.addSuppressed(e);
        }
    }

    /**
     * A step of cleaning up. jOOQ lets nothing but an SQLException pass there: after anything else it would not say that the execution is over, and its connection
     * would never come back.
     */
    <T extends @Nullable Object> T cleaningUp(Execution<T> step) throws SQLException {
        try {
            return step.run();
        } catch (RuntimeException | Error e) {
            throw failedCleaningUp(e);
        }
    }

    /** What a step of {@link #cleaningUp} throws instead, for those that are taken with every statement. */
    SQLException failedCleaningUp(Throwable failure) {
        suspect = true;
        return new SQLException("the driver failed", DRIVER_FAILED, failure);
    }

    /** What is to be done after an Error in an execution, of which jOOQ does not say that it is over where the rows were to stay open. */
    public void afterError(@Nullable Consumer<Error> end) {
        onError = end;
    }

    /** An execution ended in an Error: nobody else may say so. */
    void failed(Error error) {
        if (onError != null) {
            onError.accept(error);
        }
    }

    /** Gives a statement the client's own time limit. */
    <S extends Statement> S limited(S statement) throws SQLException {
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

    // --- statements ---

    @Override
    public Connection getDelegate() {
        requireInUse();
        return raw;
    }

    @Override
    public boolean isClosed() throws SQLException {
        return finished || raw.isClosed();
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        boolean alone = single;
        single = false;
        return alone ? new OneTextStatement(this, sql) : framed(sql, used().prepareStatement(sql));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return framed(sql, used().prepareStatement(sql, type, concurrency));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return framed(sql, used().prepareStatement(sql, type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return framed(sql, used().prepareStatement(sql, autoGeneratedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        return framed(sql, used().prepareStatement(sql, columnIndexes));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
        return framed(sql, used().prepareStatement(sql, columnNames));
    }

    private PreparedStatement framed(String sql, PreparedStatement statement) throws SQLException {
        return new FramedPreparedStatement(this, sql, limited(statement));
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return new FramedCallableStatement(this, sql, limited(used().prepareCall(sql)));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return new FramedCallableStatement(this, sql, limited(used().prepareCall(sql, type, concurrency)));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return new FramedCallableStatement(this, sql, limited(used().prepareCall(sql, type, concurrency, holdability)));
    }

    @Override
    public Statement createStatement() throws SQLException {
        return new FramedStatement(this, limited(used().createStatement()));
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return new FramedStatement(this, limited(used().createStatement(type, concurrency)));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return new FramedStatement(this, limited(used().createStatement(type, concurrency, holdability)));
    }

    // --- the transaction, as JDBC has it ---

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }

    @Override
    public void setAutoCommit(boolean wanted) throws SQLException {
        if (wanted == autoCommit) {
            return;
        }
        requireInUse();
        refuseInLibraryMode("setAutoCommit");
        if (wanted) {
            commit();
        }
        autoCommit = wanted;
        raw.setAutoCommit(wanted);
    }

    @Override
    public void commit() throws SQLException {
        requireInUse();
        refuseInLibraryMode("commit");
        try {
            commitAndTell();
        } catch (SQLException e) {
            throw failures == null ? e : failures.apply(e);
        }
    }

    @Override
    public void rollback() throws SQLException {
        requireInUse();
        refuseInLibraryMode("rollback");
        rollbackTransaction();
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        bindBeforeSavepoint();
        return raw.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        bindBeforeSavepoint();
        return raw.setSavepoint(name);
    }

    /** Rolling back to a savepoint undoes the settings made after it; so they are made before. */
    private void bindBeforeSavepoint() throws SQLException {
        requireInUse();
        if (autoCommit) {
            throw InvalidUse.because(
                    "A savepoint needs a transaction: use inTransaction, or setAutoCommit(false) first");
        }
        bind();
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        requireInUse();
        raw.rollback(savepoint);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        requireInUse();
        raw.releaseSavepoint(savepoint);
    }

    // --- what would outlive the borrowing ---

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return ConfinedMetaData.of(used().getMetaData(), this);
    }

    @Override
    public Array createArrayOf(String type, @Nullable Object[] elements) throws SQLException {
        return new ConfinedArray(used().createArrayOf(type, elements), this);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        handOut();
        return raw.unwrap(type);
    }

    /** Before something of the driver's own is handed out. Whoever holds it can do anything: it starts out bound, and never goes back to the pool. */
    void handOut() throws SQLException {
        requireInUse();
        if (autoCommit) {
            throw InvalidUse.because(
                    "The driver's own connection (COPY, large objects), and what leads to it, is given out in a"
                            + " transaction only: use inTransaction(t -> t.dsl().connection(c -> c.unwrap(...)))");
        }
        bind();
        suspect = true;
    }

    @Override
    public void close() {
        // Whoever lent it takes it back.
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        requireInUse();
        suspect = true;
        raw.abort(executor);
    }

    private void refuseInLibraryMode(String method) {
        if (owner == Owner.LIBRARY) {
            throw InvalidUse.because(
                    method + " belongs to inTransaction here: return from the work to commit it, throw or call"
                            + " setRollbackOnly() to roll it back");
        }
    }

    /** Something a statement does. */
    @FunctionalInterface
    interface Execution<T extends @Nullable Object> {
        T run() throws SQLException;
    }
}
