package dal.core.transaction;

import dal.core.execution.Borrowed;
import dal.core.execution.Deadline;
import dal.core.execution.Observers;
import dal.core.execution.StatementSource;
import dal.core.execution.StatementTexts;
import dal.core.execution.StatementUse;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ScopeEndedException;
import dal.error.TimedOutException;
import dal.spi.Execution;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteType;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/** Every statement of a transaction, on its one connection: until it has ended, or has taken its time. Not thread-safe. */
final class TransactionStatements extends StatementSource {

    private final Borrowed borrowed;
    private final Observers observers;
    private final TransactionFailures failures;
    private final @Nullable Deadline deadline;
    private boolean ended;

    TransactionStatements(
            Borrowed borrowed, Observers observers, TransactionFailures failures, @Nullable Deadline deadline) {
        this.borrowed = borrowed;
        this.observers = observers;
        this.failures = failures;
        this.deadline = deadline;
    }

    @Override
    protected StatementUse open(ExecuteContext context) {
        requireMore();
        Execution.Kind kind = context.type() == ExecuteType.BATCH ? Execution.Kind.BATCH : Execution.Kind.STATEMENT;
        return new Use(observe(kind, StatementTexts.of(context, observers), context.query()));
    }

    @Override
    protected StatementUse openByHand() {
        requireMore();
        return new Use(observe(Execution.Kind.CONNECTION, null, null));
    }

    /** Several statements, applied all or nothing: what is undone of them leaves the transaction as it was. */
    StatementUse openAtomic(@Nullable String sql) {
        requireMore();
        return new Use(observe(Execution.Kind.BATCH, sql, null)) {
            @Override
            protected void failed(DatabaseException error) {
                if (borrowed.connection().failed() || error instanceof ConnectionLostException) {
                    super.failed(error);
                }
            }
        };
    }

    private Observers.@Nullable Observation observe(Execution.Kind kind, @Nullable String sql, @Nullable Query query) {
        return observers.none() ? null : observers.start(borrowed.execution(kind, sql, query), borrowed.observation());
    }

    /** None is taken any more. */
    void end() {
        ended = true;
    }

    /** Before something more is sent. */
    void requireMore() {
        requireOpen();
        requireTime();
    }

    /** @throws ScopeEndedException if the transaction has ended */
    void requireOpen() {
        if (ended) {
            throw new ScopeEndedException(
                    "The transaction has ended, and what it gave out with it: use the database's own dsl()",
                    borrowed.context(),
                    null);
        }
    }

    /** @throws TimedOutException if it has taken its time */
    void requireTime() {
        if (deadline != null && deadline.hasPassed()) {
            throw new TimedOutException(
                    "The transaction has taken its " + deadline.limit()
                            + "; nothing more of it is sent, and it is rolled back",
                    borrowed.context(),
                    null);
        }
    }

    /** One statement's use of the transaction's connection. */
    private class Use extends StatementUse {

        Use(Observers.@Nullable Observation observation) {
            super(borrowed, observation, false);
        }

        @Override
        protected void failed(DatabaseException error) {
            failures.remember(error);
        }

        @Override
        public void giveBack() {
            // The transaction keeps it.
        }
    }
}
