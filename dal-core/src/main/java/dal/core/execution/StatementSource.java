package dal.core.execution;

import dal.core.connection.TenantConnection;
import java.sql.Connection;
import java.util.Objects;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteContext;

/**
 * Where the statements of a DSLContext of ours get their connections. Each statement that jOOQ executes is opened by itself ({@link #open}). What never passes
 * jOOQ's execution, such as {@code connection(...)} or a loader, comes to {@link #acquire()} instead, and gets a connection it can only use bound.
 */
public abstract class StatementSource implements ConnectionProvider {

    /** A connection for the one statement of {@code context}, whose text is rendered. */
    protected abstract StatementUse open(ExecuteContext context);

    /** A connection for the caller's own use. */
    protected abstract StatementUse openByHand();

    @Override
    public final Connection acquire() {
        StatementUse use = openByHand();
        TenantConnection connection = use.connection();
        connection.expectSingleStatement(false);
        connection.lentBy(use);
        return connection;
    }

    @Override
    public final void release(Connection connection) {
        StatementUse use = (StatementUse) Objects.requireNonNull(((TenantConnection) connection).lender(), "lender");
        use.giveBack();
        use.end(-1, null);
    }
}
