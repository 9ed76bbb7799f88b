package dal.core.execution;

import dal.core.connection.TenantConnection;
import dal.error.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteContext.BatchMode;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * Follows one execution of jOOQ's. At its start it puts itself in the place of the connection provider, but only where the provider of the query's own
 * configuration is one of ours: inside jOOQ's own transactions, mocks and batched connections it is not, and they keep theirs. (The execute context's
 * configuration does not tell: jOOQ puts a provider of its own into it.) The connection is asked for when the statement is rendered, so where it goes is
 * decided by what it is.
 *
 * <p>A batch or a routine has no query to ask. It waits in a thread-local until a source of ours is asked for a connection on that thread, which happens only
 * if that source is its configuration's provider.
 */
final class StatementExecution implements ExecuteListener, ConnectionProvider, Consumer<Error> {

    private static final long serialVersionUID = 1L;

    private final transient ThreadLocal<@Nullable StatementExecution> pending;
    private transient @Nullable StatementSource source;
    private transient @Nullable ExecuteContext context;
    private transient @Nullable StatementUse use;
    private boolean waits;
    private boolean observed;
    private long rows = -1;
    private long fetched = -1;
    private long fetching;
    private long reading;

    StatementExecution(ThreadLocal<@Nullable StatementExecution> pending) {
        this.pending = pending;
    }

    @Override
    public void start(ExecuteContext started) {
        context = started;
        Query query = started.query();
        if (query == null) {
            pending.set(this);
            waits = true;
            return;
        }
        Configuration own = query.configuration();
        if (own != null && own.connectionProvider() instanceof StatementSource ours) {
            source = ours;
            started.connectionProvider(this);
        }
    }

    @Override
    public @Nullable Connection acquire() {
        StatementSource ours = source;
        if (ours == null) {
            return null;
        }
        TenantConnection connection = open(ours).connection();
        connection.afterError(this);
        connection.expectSingleStatement(true);
        return connection;
    }

    /** It ended in an Error, of which jOOQ does not say that it is over. */
    @Override
    public void accept(Error error) {
        StatementUse over = use;
        if (over != null) {
            use = null;
            try {
                over.giveBack();
            } finally {
                over.end(-1, error);
            }
        }
    }

    /** Opens the statement on a source that turned out to be its own. */
    StatementUse open(StatementSource ours) {
        stopWaiting();
        ExecuteContext own = Objects.requireNonNull(context, "context");
        StatementUse opened = ours.open(own);
        use = opened;
        opened.requireRendered(own.settings());
        return opened;
    }

    /** Most never wait, and do not touch the thread's map, which would make an entry of its own to say so. */
    private void stopWaiting() {
        if (waits) {
            waits = false;
            pending.remove();
        }
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
        if (use != null) {
            use.executed();
        }
    }

    @Override
    public void resultStart(ExecuteContext context) {
        observed = use != null && use.isObserved();
        if (observed) {
            reading = System.nanoTime();
        }
    }

    /** A result, or one portion of a cursor's. */
    @Override
    public void resultEnd(ExecuteContext context) {
        if (observed) {
            fetching += System.nanoTime() - reading;
        }
        fetched = Math.max(fetched, 0);
    }

    @Override
    public void recordEnd(ExecuteContext context) {
        fetched = Math.max(fetched, 0) + 1;
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
        if (waits && pending.get() == this) {
            stopWaiting();
        }
        StatementUse over = use;
        if (over != null) {
            use = null;
            try {
                over.giveBack();
            } finally {
                over.measured(ended.batchMode() == BatchMode.MULTIPLE ? ended.batchQueries().length : 0, fetching);
                over.end(fetched >= 0 ? fetched : rows, ended.exception());
            }
        }
    }

    /** Has each execution followed by one of its own. */
    record Following(ThreadLocal<@Nullable StatementExecution> pending) implements ExecuteListenerProvider {

        @Override
        public ExecuteListener provide() {
            return new StatementExecution(pending);
        }
    }
}
