package dal.testing.mock;

import dal.error.ErrorContext;
import dal.error.ScopeEndedException;
import dal.error.WriteOnReadRouteException;
import dal.spi.StatementTraits.Access;
import dal.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.TransactionProvider;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jooq.tools.jdbc.MockResult;
import org.jspecify.annotations.Nullable;

/**
 * Where statements run: the database itself, a block of reads, or a transaction. Each statement gets a connection of its own, which knows what the statement
 * does; one that is asked for without a statement, as by {@code connection(...)}, knows nothing.
 */
abstract class MockScope implements ConnectionProvider {

    private static final Object SCOPE = MockScope.class;

    private final TenantId tenant;
    private final MockDataProvider answers;
    private final Journal journal;

    MockScope(TenantId tenant, MockDataProvider answers, Journal journal) {
        this.tenant = tenant;
        this.answers = answers;
        this.journal = journal;
    }

    /** The scope that a statement really runs in: this one, or the transaction it joins. */
    abstract MockScope current();

    abstract MockRoute route(Access access);

    /** Whether a statement that is known to write is refused. */
    abstract boolean readOnly();

    /** What has ended, for a message; null while it goes on. */
    abstract @Nullable String ended();

    /** Refuses a statement after a failed one, where a server would. */
    void requireUnfailed() {}

    void succeeded(Access access) {}

    void failed(Exception failure) {}

    final DSLContext context(TransactionProvider transactions) {
        return DSL.using(new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(this)
                .set(transactions)
                .set(() -> new Listener(this)));
    }

    @Override
    public final Connection acquire() {
        MockScope scope = current();
        scope.requireOpen();
        return new MockConnection(executed -> current().execute(executed, Access.UNKNOWN));
    }

    @Override
    public final void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("A mock connection cannot fail to close", e);
        }
    }

    private void requireOpen() {
        String ended = ended();
        if (ended != null) {
            throw new ScopeEndedException(
                    "The " + ended + " has ended, and what it gave out with it: use the TenantDatabase's own dsl()",
                    error(),
                    null);
        }
    }

    private void requireAllowed(Access access) {
        if (readOnly() && access == Access.WRITE) {
            throw new WriteOnReadRouteException(
                    "The statement writes, and was not sent on a read route: use dsl() or inTransaction for it",
                    error(),
                    null);
        }
    }

    private MockResult[] execute(MockExecuteContext executed, Access access) throws SQLException {
        requireOpen();
        requireUnfailed();
        journal.record(executed, route(access));
        try {
            MockResult[] results = answers.execute(executed);
            for (MockResult result : results) {
                if (result.exception != null) {
                    throw result.exception;
                }
            }
            succeeded(access);
            return results;
        } catch (SQLException | RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    final ErrorContext error() {
        return new ErrorContext(tenant, null, null, null);
    }

    final Journal journal() {
        return journal;
    }

    /** Gives each statement its own connection, once it has been rendered and can be judged. */
    private record OneStatement(MockScope scope, ExecuteContext statement) implements ConnectionProvider {

        @Override
        public Connection acquire() {
            MockScope current = scope.current();
            statement.data(SCOPE, current);
            Access access = ModelAccess.of(statement);
            current.requireOpen();
            current.requireAllowed(access);
            return new MockConnection(executed -> current.execute(executed, access));
        }

        @Override
        public void release(Connection connection) {
            scope.release(connection);
        }
    }

    private record Listener(MockScope scope) implements ExecuteListener {

        private static final long serialVersionUID = 1L;

        @Override
        public void start(ExecuteContext context) {
            if (context.type() == ExecuteType.BATCH) {
                scope.current().requireAllowed(ModelAccess.of(context));
                return;
            }
            // The context's own configuration would not tell: jOOQ has put a provider of its own into it. Where the
            // query's is not a scope either, the
            // statement is on a connection that was asked for before.
            Query query = context.query();
            Configuration own = query == null ? null : query.configuration();
            if (own != null && own.connectionProvider() instanceof MockScope used) {
                context.connectionProvider(new OneStatement(used, context));
            }
        }

        @Override
        public void recordStart(ExecuteContext context) {
            if (context.data(SCOPE) instanceof MockScope used) {
                used.requireOpen();
            }
        }
    }
}
