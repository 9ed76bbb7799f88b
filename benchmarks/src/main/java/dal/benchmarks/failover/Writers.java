package dal.benchmarks.failover;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.TenantDatabase;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Progress;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.error.ErrorCode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Callers that write, each write under a number of its own: by turns one autocommit statement, and a transaction of two. A write is repeated while its error is {@link
 * DatabaseException#retryable()}, and only then.
 */
final class Writers {

    static final String SCHEMA = "create table entry (id bigint not null, part int not null)";

    private static final Table<Record> ENTRY = table(name("entry"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<Integer> PART = field(name("part"), Integer.class);
    private static final long BACKOFF = 2_000_000;

    private final TenantDatabase database;
    private final Account account;
    private final AtomicLong next = new AtomicLong();
    private final Map<ErrorCode, LongAdder> errors = new ConcurrentHashMap<>();
    private final AtomicLong from = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong firstFrom = new AtomicLong(Long.MAX_VALUE);
    private final Load load;
    private volatile boolean closing;

    private Writers(TenantDatabase database, Account account, int threads) {
        this.database = database;
        this.account = account;
        this.load = Load.of(threads, thread -> writeOne());
    }

    static Writers start(TenantDatabase database, Account account, int threads) {
        return new Writers(database, account, threads);
    }

    private void writeOne() {
        long id = next.incrementAndGet();
        int rows = id % 2 == 0 ? 1 : 2;
        while (true) {
            try {
                if (rows == 1) {
                    insert(database.dsl(), id, 0);
                } else {
                    database.useTransaction(transaction -> {
                        insert(transaction.dsl(), id, 0);
                        insert(transaction.dsl(), id, 1);
                    });
                }
                acknowledged();
                account.told(id, rows, Fate.ACKNOWLEDGED);
                return;
            } catch (CommitOutcomeUnknownException e) {
                note(e);
                account.told(id, rows, Fate.UNKNOWN);
                return;
            } catch (DatabaseException e) {
                note(e);
                if (!e.retryable() || closing) {
                    account.told(id, rows, Fate.REFUSED);
                    return;
                }
                LockSupport.parkNanos(BACKOFF);
            }
        }
    }

    private static void insert(DSLContext dsl, long id, int part) {
        dsl.insertInto(ENTRY, ID, PART).values(id, part).execute();
    }

    private void note(DatabaseException e) {
        LongAdder seen = errors.computeIfAbsent(e.code(), code -> new LongAdder());
        seen.increment();
        if (seen.sum() == 1) {
            Progress.say("a first %s (retryable: %s): %s", e.code(), e.retryable(), e.getMessage());
        }
    }

    private void acknowledged() {
        long now = System.nanoTime();
        if (now >= from.get() && firstFrom.get() == Long.MAX_VALUE) {
            firstFrom.compareAndSet(Long.MAX_VALUE, now);
        }
    }

    /** From now on, the first acknowledgement is looked for. */
    void expectFirst() {
        from.set(System.nanoTime());
    }

    /** When the first write was acknowledged since {@link #expectFirst}, by {@link System#nanoTime}. */
    OptionalLong first() {
        long at = firstFrom.get();
        return at == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** The errors that callers saw, by code. */
    Map<ErrorCode, LongAdder> errors() {
        return errors;
    }

    /** Ends every write that is under way, one way or another. */
    void stop() {
        closing = true;
        load.stop();
    }
}
