package dal.core.execution;

import dal.core.connection.TenantConnection;
import dal.error.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/**
 * Follows one execution of jOOQ's. At its start it puts itself in the place of the connection provider, but only where the configuration's provider is one of
 * ours: inside jOOQ's own transactions, mocks and batches it is not, and they keep theirs. The connection is asked for when the statement is rendered, so
 * where it goes is decided by what it is.
 */
final class StatementExecution implements ExecuteListener, ConnectionProvider {

    private static final long serialVersionUID = 1L;

    private transient @Nullable StatementSource source;
    private transient @Nullable ExecuteContext context;
    private transient @Nullable StatementUse use;
    private long rows = -1;

    @Override
    public void start(ExecuteContext started) {
        if (started.configuration().connectionProvider() instanceof StatementSource ours) {
            source = ours;
            context = started;
            started.connectionProvider(this);
        }
    }

    @Override
    public @Nullable Connection acquire() {
        StatementSource ours = source;
        ExecuteContext current = context;
        if (ours == null || current == null) {
            return null;
        }
        StatementUse opened = ours.open(current);
        use = opened;
        TenantConnection connection = opened.connection();
        connection.expectSingleStatement(current.type() != ExecuteType.BATCH);
        return connection;
    }

    @Override
    public void release(Connection connection) {
        if (use != null) {
            use.giveBack();
        }
    }

    @Override
    public void executeEnd(ExecuteContext executed) {
        rows = executed.rows();
    }

    @Override
    public void resultEnd(ExecuteContext fetched) {
        Result<?> result = fetched.result();
        if (result != null) {
            rows = result.size();
        }
    }

    @Override
    public void exception(ExecuteContext failed) {
        SQLException failure = failed.sqlException();
        if (failure != null && use != null && !(failed.exception() instanceof DatabaseException)) {
            failed.exception(use.translate(failure));
        }
    }

    @Override
    public void end(ExecuteContext ended) {
        StatementUse over = use;
        if (over != null) {
            use = null;
            try {
                over.giveBack();
            } finally {
                over.end(rows, ended.exception());
            }
        }
    }
}
