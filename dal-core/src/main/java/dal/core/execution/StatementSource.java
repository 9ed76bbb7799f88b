package dal.core.execution;

import dal.core.connection.TenantConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the statements of a DSLContext of ours get their connections. Each statement that jOOQ executes is opened by itself ({@link #open}). What never passes
 * jOOQ's execution, such as {@code connection(...)} or a loader, comes to {@link #acquire()} instead, and gets a connection it can only use bound.
 */
public abstract class StatementSource implements ConnectionProvider {

    private @Nullable ThreadLocal<@Nullable StatementExecution> pending;

    /** A connection for the one statement of {@code context}, whose text is rendered. */
    protected abstract StatementUse open(ExecuteContext context);

    /** A connection for the caller's own use. */
    protected abstract StatementUse openByHand();

    @Override
    public final Connection acquire() {
        StatementExecution execution = pending == null ? null : pending.get();
        StatementUse use = execution == null ? openByHand() : execution.open(this);
        TenantConnection connection = use.connection();
        connection.expectSingleStatement(false);
        connection.lentBy(use);
        connection.tellsFailures(execution == null ? use::sanitised : null);
        return execution == null ? use.byHand() : connection;
    }

    /** Where an execution waits whose configuration cannot be told: a batch, a routine. The first source asked on its thread is its own. */
    final void pendingIn(ThreadLocal<@Nullable StatementExecution> executions) {
        pending = executions;
    }

    /**
     * Takes a connection back. What jOOQ hands over may be a wrapper of its own around ours. That the statement is over is not said here: of an execution its
     * listener says so, with what became of it.
     */
    @Override
    public final void release(Connection connection) {
        try {
            TenantConnection ours = connection.unwrap(TenantConnection.class);
            ((StatementUse) Objects.requireNonNull(ours.lender(), "lender")).returned();
        } catch (SQLException e) {
            throw new IllegalArgumentException("Not a connection of this source", e);
        }
    }
}
