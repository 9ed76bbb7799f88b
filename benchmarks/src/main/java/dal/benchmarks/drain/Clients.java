package dal.benchmarks.drain;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.TenantDatabase;
import dal.error.DatabaseException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Clients of a service, on threads of its own: each asks for one thing after the other, and is told what became of it. */
final class Clients {

    static final int COUNT = 64;

    private static final Duration LONGEST_THOUGHT = Duration.ofMillis(100);
    private static final Table<Record> WORK = table(name("work"));
    private static final Field<String> NAME = field(name("name"), String.class);

    private final TenantDatabase database;
    private final Console console;
    private final String prefix;
    private final AtomicLong next = new AtomicLong();
    private volatile boolean stopped;

    Clients(TenantDatabase database, Console console, String prefix) {
        this.database = database;
        this.console = console;
        this.prefix = prefix;
    }

    void start() {
        for (int i = 0; i < COUNT; i++) {
            Thread.ofPlatform().daemon().name("client-" + i).start(this::ask);
        }
    }

    /** They ask for nothing any more. */
    void stop() {
        stopped = true;
    }

    /** What a server does last: answers leave before the process does. */
    void awaitAnswers(Duration limit) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (console.unanswered() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(console.unanswered() + " clients were not answered");
            }
            Thread.sleep(1);
        }
    }

    private void ask() {
        while (!stopped) {
            // A name that begins with w is a row that is there if, and only if, it is said to be done.
            int kind = ThreadLocalRandom.current().nextInt(200);
            String work = (kind < 160 ? "w" : "r") + prefix + "-" + next.incrementAndGet();
            think();
            console.accepted(work);
            try {
                run(kind, work);
                console.done(work);
            } catch (DatabaseException e) {
                console.failed(work, e.code().name());
            }
        }
    }

    /** Clients that never think would measure how many processors there are. */
    private static void think() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_THOUGHT.toNanos()));
    }

    private void run(int kind, String work) {
        if (kind < 100) {
            insert(database.dsl(), work);
        } else if (kind < 150) {
            inTransaction(work, 0.02);
        } else if (kind < 158) {
            inTransaction(work, 0.5);
        } else if (kind < 160) {
            // Outlives the deadline.
            inTransaction(work, 4);
        } else if (kind < 198) {
            database.dsl().fetch("select pg_sleep(0.005)");
        } else {
            database.read(dsl -> dsl.fetch("select pg_sleep(4)"));
        }
    }

    private void inTransaction(String work, double seconds) {
        database.useTransaction(transaction -> {
            insert(transaction.dsl(), work);
            transaction.dsl().fetch("select pg_sleep(?)", seconds);
        });
    }

    private static void insert(DSLContext dsl, String work) {
        dsl.insertInto(WORK).set(NAME, work).execute();
    }
}
