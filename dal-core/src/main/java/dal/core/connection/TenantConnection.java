package dal.core.connection;

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
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * A borrowed connection as jOOQ and applications see it: nothing can be sent through it without the tenant.
 *
 * <p>A single prepared statement of jOOQ's is sent as one text ({@link OneTextStatement}). Everything else runs in a transaction, whose first act is to bind
 * the tenant ({@link #bind()}); under autocommit that transaction is committed after each execution.
 *
 * <p>Not thread-safe, as any connection. {@link #finish()} is called once, by whoever lent it.
 */
public final class TenantConnection extends LentConnection {

    /** Who ends a transaction of this connection. */
    public enum Owner {
        /** The caller, through JDBC; autocommit until it says otherwise. */
        CALLER,
        /** The library: it calls {@link #commitTransaction()} or {@link #rollbackTransaction()}, and JDBC's own methods are refused. */
        LIBRARY
    }

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    /** transaction_resolution_unknown. */
    private static final String OUTCOME_UNKNOWN = "08007";

    private final Owner owner;
    private final StatementGuard guard;
    private boolean autoCommit;
    private boolean single;

    public TenantConnection(BaseConnection raw, Binding binding, Owner owner, StatementGuard guard) {
        super(raw, binding);
        this.owner = owner;
        this.guard = guard;
        this.autoCommit = owner == Owner.CALLER;
    }

    /** Whether the next statement prepared is executed alone, not as a batch and not by hand: it can then be sent as one text. */
    public void expectSingleStatement(boolean expected) {
        single = expected;
    }

    boolean inTransaction() {
        return !autoCommit;
    }

    /** Looks at a statement before it is sent; its text without what follows it. */
    String check(String sql, Origin origin) {
        requireInUse();
        StatementTraits traits = guard.check(sql, origin);
        if (traits.changesSession()) {
            distrust();
        }
        return traits.end() < sql.length() ? sql.substring(0, traits.end()) : sql;
    }

    /** Opens the transaction, if it is not open, and binds the tenant in it. One round trip at most. */
    void bind() throws SQLException {
        requireInUse();
        transaction().bind();
    }

    /** Runs an execution inside a bound transaction, and commits it under autocommit. */
    <T> T inBoundTransaction(Execution<T> execution) throws SQLException {
        try {
            bind();
            T result = execution.run();
            if (autoCommit) {
                commitAndTell();
                raw().setAutoCommit(true);
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            if (autoCommit && !finished()) {
                recover(e);
            }
            if (e instanceof SQLException failure) {
                throw told(failure);
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
        if (commitCutShort() && !readOnly()) {
            throw new SQLException("the commit did not wait for its standby", OUTCOME_UNKNOWN);
        }
    }

    // --- statements ---

    @Override
    public Connection getDelegate() {
        requireInUse();
        return raw();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return finished() || raw().isClosed();
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
        raw().setAutoCommit(wanted);
    }

    @Override
    public void commit() throws SQLException {
        requireInUse();
        refuseInLibraryMode("commit");
        try {
            commitAndTell();
        } catch (SQLException e) {
            throw told(e);
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
        return raw().setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        bindBeforeSavepoint();
        return raw().setSavepoint(name);
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
        raw().rollback(savepoint);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        requireInUse();
        raw().releaseSavepoint(savepoint);
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
        return raw().unwrap(type);
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
        distrust();
    }

    @Override
    public void close() {
        // Whoever lent it takes it back.
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        requireInUse();
        distrust();
        raw().abort(executor);
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
