package dal.core.connection;

import dal.core.connection.TenantConnection.Execution;
import dal.core.connection.TenantConnection.Owner;
import dal.core.failure.CommitInDoubt;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * A borrowed connection and its transaction: what the server has open, which whoever lent the connection asks after and ends, and what JDBC's methods say of it.
 * Under autocommit each execution that needs a transaction has one of its own.
 */
abstract class TransactedConnection extends LentConnection {

    /** query_canceled. */
    private static final String CANCELLED = "57014";

    private final Owner owner;
    private boolean autoCommit;
    private boolean heard;

    /** Made when one is asked for: most reads of no tenant have none. */
    private @Nullable ServerTransaction transaction;

    TransactedConnection(BaseConnection raw, Binding binding, Owner owner) {
        super(raw, binding);
        this.owner = owner;
        this.autoCommit = owner == Owner.CALLER;
    }

    // --- on the server ---

    /**
     * Whether its server has answered on it. Outside a transaction a refused statement and a question of metadata do not count: where too little is believed, the
     * next one asks the server, in a round trip.
     */
    public final boolean heard() {
        return heard || (transaction != null && transaction.wasOpen());
    }

    /** Its server has answered. */
    final void answered() {
        heard = true;
    }

    /** Whether the server has a transaction open. */
    public final boolean isOpen() {
        return ServerTransaction.isOpen(raw());
    }

    /** Whether the server has a transaction open in which a statement failed. */
    public final boolean failed() {
        return ServerTransaction.failed(raw());
    }

    /** Which transaction the server has begun, where it was asked to tell, and has; null otherwise. */
    public final @Nullable TransactionIdentity identity() {
        return transaction == null ? null : transaction.identity();
    }

    /** Whether the COMMIT that was sent did not wait for the standbys it was to wait for. */
    public final boolean commitCutShort() {
        return transaction != null && transaction.cutShort();
    }

    /** Commits, and hands on the position behind the commit where it is asked for. Without a statement there is nothing to send. */
    public final void commitTransaction() throws SQLException {
        transaction().commit();
    }

    /** Rolls back, and hands on the position behind it where that is asked for. If that fails, the connection is {@link #suspect()}. */
    public final void rollbackTransaction() throws SQLException {
        try {
            if (transaction != null || isOpen()) {
                transaction().rollback();
            }
        } catch (SQLException | RuntimeException e) {
            distrust();
            throw e;
        }
    }

    @Override
    final void endTransaction() throws SQLException {
        rollbackTransaction();
        if (!raw().getAutoCommit()) {
            raw().setAutoCommit(true);
        }
    }

    /** After a failed autocommit execution: no transaction stays open. */
    final void recover(Throwable failure) {
        try {
            endTransaction();
        } catch (SQLException | RuntimeException e) {
            distrust();
            failure.addSuppressed(e);
        }
    }

    final ServerTransaction transaction() {
        ServerTransaction known = transaction;
        if (known == null) {
            known = new ServerTransaction(raw(), binding());
            transaction = known;
        }
        return known;
    }

    // --- around an execution ---

    final boolean inTransaction() {
        return !autoCommit;
    }

    /** Opens the transaction, if it is not open, and binds the tenant in it. One round trip at most. */
    final void bind() throws SQLException {
        requireInUse();
        transaction().bind();
    }

    /** Runs an execution inside a bound transaction, and commits it under autocommit. */
    final <T> T inBoundTransaction(Execution<T> execution) throws SQLException {
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
            throw readOnly() || !CANCELLED.equals(e.getSQLState()) ? e : CommitInDoubt.cancelled(e);
        }
        if (commitCutShort() && !readOnly()) {
            throw CommitInDoubt.withoutStandby();
        }
    }

    // --- as JDBC has it ---

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

    private void refuseInLibraryMode(String method) {
        if (owner == Owner.LIBRARY) {
            throw InvalidUse.because(
                    method + " belongs to inTransaction here: return from the work to commit it, throw or call"
                            + " setRollbackOnly() to roll it back");
        }
    }
}
