package dal.core.connection;

import dal.core.tenancy.StatementFrame;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * The transaction that the server has open on a connection, if it has one, and whether the tenant is bound in it. The driver knows the server's state from its last
 * answer, so asking it costs nothing.
 */
final class ServerTransaction {

    private static final String SYNCHRONOUS_WAIT = "SyncRepWaitForLSN";

    private final BaseConnection raw;
    private final Binding binding;
    private boolean bound;
    private boolean wasOpen;
    private @Nullable TransactionIdentity identity;
    private boolean cutShort;

    ServerTransaction(BaseConnection raw, Binding binding) {
        this.raw = raw;
        this.binding = binding;
    }

    /** Whether the server has a transaction open on that connection. */
    static boolean isOpen(BaseConnection raw) {
        return raw.getTransactionState() != TransactionState.IDLE;
    }

    /** Whether the server has a transaction open on that connection in which a statement failed. */
    static boolean failed(BaseConnection raw) {
        return raw.getTransactionState() == TransactionState.FAILED;
    }

    /** Whether the server had one open when it was to end: it had answered then. */
    boolean wasOpen() {
        return wasOpen;
    }

    boolean isBound() {
        return bound;
    }

    /** Its first statement carried the prefix. */
    void markBound() {
        bound = true;
    }

    /** Opens it, if it is not open, and binds the tenant in it. One round trip at most. */
    void bind() throws SQLException {
        if (raw.getAutoCommit()) {
            raw.setAutoCommit(false);
        }
        if (bound) {
            return;
        }
        String prefix = binding.frame().transactionPrefix(binding.isolation());
        if (!prefix.isEmpty()) {
            try (PreparedStatement statement = raw.prepareStatement(prefix)) {
                setValues(statement);
                boolean rows = statement.execute();
                for (int i = 1; i < binding.frame().transactionResultsBefore(binding.isolation()); i++) {
                    rows = statement.getMoreResults();
                }
                if (rows) {
                    readIdentity(statement);
                }
            }
        }
        bound = true;
    }

    /** Reads which transaction it is, where the prefix tells: from its last result, which is the current one of {@code statement}. */
    void readIdentity(Statement statement) throws SQLException {
        if (!binding.frame().tellsIdentity()) {
            return;
        }
        try (ResultSet told = statement.getResultSet()) {
            if (told.next()) {
                identity = TransactionIdentity.parse(
                        told.getString(told.getMetaData().getColumnCount()));
            }
        }
    }

    /** Which transaction it is, where the prefix has told; null where it has not. */
    @Nullable
    TransactionIdentity identity() {
        return identity;
    }

    /** Whether its COMMIT did not wait for the standbys it was to wait for: it is done here, and may be lost with this server. */
    boolean cutShort() {
        return cutShort;
    }

    /** Gives a statement that begins with the settings their values. */
    void setValues(PreparedStatement statement) throws SQLException {
        List<String> values = binding.values();
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
    }

    /** Commits, and hands on the position behind the commit where it is asked for. A failed one is refused here: the server would answer ROLLBACK, and no error. */
    void commit() throws SQLException {
        if (!isOpen(raw)) {
            bound = false;
            return;
        }
        wasOpen = true;
        if (failed(raw)) {
            throw new SQLException("the transaction has failed and can only be rolled back", "25P02");
        }
        StatementFrame frame = binding.frame();
        if (!frame.asksPosition() || !binding.positions().wanted()) {
            raw.clearWarnings();
            raw.commit();
            cutShort = tellsCutShort(raw.getWarnings());
        } else {
            try (PreparedStatement commit = raw.prepareStatement(frame.commit())) {
                commit.execute();
                cutShort = tellsCutShort(commit.getWarnings());
                readPosition(commit, true);
            }
        }
        bound = false;
    }

    /**
     * Whether the server has given up its wait for a standby: the COMMIT then answers as if it had been done everywhere. It says so in a warning of no state of its own, as a
     * trigger's might be, so what tells is where in the server it was raised (syncrep.c).
     */
    static boolean tellsCutShort(@Nullable SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            ServerErrorMessage server = warning instanceof PSQLWarning driver ? driver.getServerErrorMessage() : null;
            if (server != null && SYNCHRONOUS_WAIT.equals(server.getRoutine())) {
                return true;
            }
        }
        return false;
    }

    /** Rolls back, and hands on how far what was read in it may reach, where that is asked for: a session has seen that much. */
    void rollback() throws SQLException {
        bound = false;
        if (!isOpen(raw)) {
            return;
        }
        wasOpen = true;
        if (raw.getAutoCommit()) {
            raw.execSQLUpdate("ROLLBACK");
        } else if (!binding.frame().asksPosition() || !binding.positions().wanted()) {
            raw.rollback();
        } else {
            rollbackAndTell();
        }
    }

    private void rollbackAndTell() throws SQLException {
        try (PreparedStatement rollback = raw.prepareStatement(binding.frame().rollback())) {
            rollback.execute();
            if (rollback.getMoreResults(Statement.KEEP_CURRENT_RESULT)) {
                try (ResultSet position = rollback.getResultSet()) {
                    if (position.next()) {
                        binding.accept(position.getString(1));
                    }
                }
            }
        }
    }

    /**
     * Reads the position from the results of {@link StatementFrame#commit}, of which the first comes next, or is the current one if {@code here}. Leaves the
     * results before them open.
     */
    void readPosition(Statement statement, boolean here) throws SQLException {
        if (!here) {
            statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        boolean waits = true;
        if (binding.frame().asksBeforeCommit()) {
            try (ResultSet setting = statement.getResultSet()) {
                waits = !setting.next() || !"off".equals(setting.getString(1));
            }
            statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        if (statement.getMoreResults(Statement.KEEP_CURRENT_RESULT)) {
            try (ResultSet position = statement.getResultSet()) {
                if (position.next()) {
                    binding.accept(position.getString(waits ? 1 : 2));
                }
            }
        }
    }
}
