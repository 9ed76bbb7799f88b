package dal.testing.mock;

import dal.AtomicResult;
import dal.AtomicResult.Effect;
import dal.ReadOptions;
import dal.ReadWork;
import dal.Session;
import dal.consistency.CommitToken;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.spi.StatementTraits.Access;
import dal.tenant.TenantId;
import dal.transaction.Propagation;
import dal.transaction.TransactionOptions;
import dal.transaction.TransactionWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's database whose queries a test answers, so that a service can be tested in microseconds and without a server. Thread-safe.
 *
 * <pre>{@code
 * MockTenantDatabase database = MockTenantDatabase.of(TenantId.of("acme"), statement -> new MockResult[] {new MockResult(1)});
 * new OrderService(database).place(order);
 * assertThat(database.statements()).extracting(MockStatement::route).containsOnly(MockRoute.TRANSACTION);
 * assertThat(database.commits()).isEqualTo(1);
 * }</pre>
 *
 * <p>It keeps the rules a service can break: transactions are bound to their thread and joined; one that is rollback-only or has a failed statement does not
 * commit; one that failed by what the retry policy repeats is repeated, without a pause; hooks run; what a scope gave out ends with it; a block of reads refuses what jOOQ's model shows to write. It knows neither SQL nor consistency nor timeouts: what
 * plain SQL does, only a server can tell, and what a statement should fail with, the test says by throwing it (one of {@code dal.error}, as the library would).
 * Each instance is a world of its own: another tenant's mock has other transactions.
 */
public final class MockTenantDatabase implements Session {

    private static final int MOST_STATEMENTS = 250;

    private final TenantId tenant;
    private final MockDataProvider answers;
    private final Journal journal = new Journal();

    // Of the instance, since each is a world of its own; it is emptied at the end of each transaction.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable MockTransaction> open = new ThreadLocal<>();

    private final JooqTransactions jooqTransactions = new JooqTransactions(this);
    private final DSLContext dsl;

    private MockTenantDatabase(TenantId tenant, MockDataProvider answers) {
        this.tenant = Objects.requireNonNull(tenant, "tenant");
        this.answers = Objects.requireNonNull(answers, "answers");
        this.dsl = new Autocommit().context(jooqTransactions);
    }

    /** The database of {@code tenant}, its statements answered by {@code answers}. */
    public static MockTenantDatabase of(TenantId tenant, MockDataProvider answers) {
        return new MockTenantDatabase(tenant, answers);
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    @Override
    public DSLContext dsl() {
        return dsl;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(ReadOptions options, ReadWork<T, X> work) throws X {
        Objects.requireNonNull(options, "options");
        MockTransaction joined = open.get();
        if (joined != null) {
            return work.run(joined.dsl());
        }
        ReadBlock block = new ReadBlock(tenant, answers, journal);
        try {
            return work.run(block.context(JooqTransactions.Refused.INSTANCE));
        } finally {
            block.end();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T inTransaction(
            TransactionOptions options, TransactionWork<T, X> work) throws X {
        MockTransaction joined = options.propagation() == Propagation.REQUIRES_NEW ? null : open.get();
        if (joined != null) {
            joined.requireJoinable(options);
            return options.propagation() == Propagation.NESTED ? nested(joined, work) : work.run(joined);
        }
        for (int attempt = 1; ; attempt++) {
            MockTransaction begun = begin(options, attempt);
            T result;
            try {
                result = attempt(begun, work);
            } catch (Throwable e) {
                if (e instanceof Exception
                        && begun.isRepeatable()
                        && attempt < options.retryPolicy().attempts()) {
                    continue;
                }
                begun.runHooks(e);
                throw e;
            }
            begun.runHooks(null);
            return result;
        }
    }

    private <T extends @Nullable Object, X extends Exception> T attempt(
            MockTransaction begun, TransactionWork<T, X> work) throws X {
        try {
            T result = work.run(begun);
            begun.complete();
            return result;
        } finally {
            // Nothing is left to roll back where it completed.
            begun.rollback();
            end(begun);
        }
    }

    @Override
    public AtomicResult atomic(Query... statements) {
        List<Query> given = List.of(statements);
        if (given.size() > MOST_STATEMENTS) {
            throw new InvalidUseException(
                    "At most " + MOST_STATEMENTS + " statements are applied together, these are " + given.size(),
                    new ErrorContext(tenant, null, null, null),
                    null);
        }
        MockTransaction joined = open.get();
        if (joined == null) {
            return inTransaction(transaction -> apply(transaction.dsl(), given));
        }
        Exception failureBefore = joined.firstFailure();
        try {
            return apply(joined.dsl(), given);
        } catch (RuntimeException e) {
            joined.rollbackTo(failureBefore);
            throw e;
        }
    }

    private static AtomicResult apply(DSLContext transaction, List<Query> statements) {
        List<Effect> effects = new ArrayList<>();
        for (Query statement : statements) {
            if (statement instanceof ResultQuery<?> query) {
                Result<?> rows = transaction.fetch(query);
                effects.add(new Effect(rows.size(), rows));
            } else {
                effects.add(new Effect(transaction.execute(statement), null));
            }
        }
        return new AtomicResult(statements, effects);
    }

    private static <T extends @Nullable Object, X extends Exception> T nested(
            MockTransaction outer, TransactionWork<T, X> work) throws X {
        MockNested nested = new MockNested(outer);
        try {
            T result = work.run(nested);
            if (nested.isGivenUp()) {
                nested.rollback();
            } else {
                outer.requireKept();
            }
            return result;
        } catch (Throwable e) {
            nested.rollback();
            throw e;
        }
    }

    /** The statements executed up to now, in their order; a batch's each by itself. */
    public List<MockStatement> statements() {
        return journal.statements();
    }

    /** How often something was committed: by a transaction in which a statement ran, or by a single statement outside of one that is not a read. */
    public int commits() {
        return journal.commits();
    }

    /** How many transactions in which a statement ran were rolled back. */
    public int rollbacks() {
        return journal.rollbacks();
    }

    /** Of a cluster called {@code mock}; later after each commit that may have written. */
    @Override
    public CommitToken token() {
        return journal.token();
    }

    /** This thread's open transaction. */
    @Nullable
    MockTransaction open() {
        return open.get();
    }

    MockTransaction begin(TransactionOptions options, int attempt) {
        MockTransaction begun =
                new MockTransaction(tenant, answers, journal, options, jooqTransactions, attempt, open.get());
        open.set(begun);
        return begun;
    }

    void end(MockTransaction transaction) {
        transaction.end();
        MockTransaction outer = transaction.outer();
        if (outer == null) {
            open.remove();
        } else {
            open.set(outer);
        }
    }

    /** Each statement by itself, or in the transaction this thread has open. */
    private final class Autocommit extends MockScope {

        Autocommit() {
            super(tenant, answers, journal);
        }

        @Override
        MockScope current() {
            MockTransaction joined = open.get();
            return joined == null ? this : joined;
        }

        @Override
        MockRoute route(Access access) {
            return access == Access.READ ? MockRoute.READ : MockRoute.WRITE;
        }

        @Override
        boolean readOnly() {
            return false;
        }

        @Override
        @Nullable
        String ended() {
            return null;
        }

        @Override
        void succeeded(Access access) {
            if (access != Access.READ) {
                journal.committed(true);
            }
        }
    }
}
