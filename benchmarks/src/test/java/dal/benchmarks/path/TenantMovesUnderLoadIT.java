package dal.benchmarks.path;

import static dal.benchmarks.path.TenantTable.ONE;
import static dal.benchmarks.path.TenantTable.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.Session;
import dal.consistency.CommitToken;
import dal.error.NodeUnavailableException;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant is moved back and forth between two classes, over a table and its notifications, while it reads and writes. */
@PostgresTest(replicas = 1)
class TenantMovesUnderLoadIT {

    private static final int MOVES = 200;
    private static final int WORKERS = 8;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TenantId ACME = TenantId.of("acme");
    private static final Table<Record> COUNTER = table(name("counter"));
    private static final Field<Integer> WORKER = field(name("worker"), Integer.class);
    private static final Field<Integer> VALUE = field(name("value"), Integer.class);

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table counter (worker int primary key, value int);"
                + "insert into counter select n, 0 from generate_series(0, " + (WORKERS - 1) + ") as n");
        TenantTable.create(database, ACME.value());
    }

    @AfterAll
    static void drop(TestDatabase database) {
        TenantTable.drop(database);
    }

    @Test
    void noWorkFailsAndNoSessionReadsBehindItself(TestDatabase database) throws Exception {
        AtomicBoolean moving = new AtomicBoolean(true);
        AtomicLong rounds = new AtomicLong();
        try (WholeLayer layer = TenantTable.open(database);
                ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            awaitFirstReading(layer);
            List<Future<?>> workers = new ArrayList<>();
            try {
                for (int i = 0; i < WORKERS; i++) {
                    int worker = i;
                    workers.add(threads.submit(() -> work(layer, worker, moving, rounds)));
                }
                for (int move = 1; move <= MOVES && workers.stream().noneMatch(Future::isDone); move++) {
                    move(database, layer, move % 2 == 1 ? TWO : ONE);
                }
            } finally {
                moving.set(false);
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            assertThat(layer.databases().status().pools())
                    .extracting(pool -> pool.name().tenantClass())
                    .contains(ONE, TWO);
            assertThat(rounds).hasValueGreaterThan(MOVES);
        }
    }

    private static void awaitFirstReading(WholeLayer layer) {
        TenantCatalog catalog = layer.get(TenantCatalog.class);
        await().atMost(LONG)
                .ignoreExceptionsInstanceOf(NodeUnavailableException.class)
                .until(() -> catalog.find(ACME).isPresent());
    }

    /** Moves it, and waits until work is done in the new class. */
    private static void move(TestDatabase database, WholeLayer layer, TenantClassName to) {
        TenantTable.move(database, database.cluster().primary(), ACME.value(), to);
        TenantCatalog catalog = layer.get(TenantCatalog.class);
        await().atMost(LONG)
                .until(() -> catalog.find(ACME).orElseThrow().tenantClass().equals(to));
        layer.served().forget();
        await().atMost(LONG)
                .until(() -> layer.served().executions().stream()
                        .anyMatch(execution -> execution.tenantClass().equals(to)));
    }

    private static void work(WholeLayer layer, int worker, AtomicBoolean moving, AtomicLong rounds) {
        int value = 0;
        Session session = layer.databases().session(ACME);
        while (moving.get()) {
            value++;
            write(session, worker, value);
            assertThat(read(session, worker, value)).isEqualTo(value);
            if (value % 7 == 0) {
                // As another process would go on.
                session = layer.databases()
                        .session(ACME, CommitToken.parse(session.token().toString()));
                assertThat(read(session, worker, value + 1)).isEqualTo(value);
            }
            rounds.incrementAndGet();
        }
    }

    private static void write(Session session, int worker, int value) {
        if (value % 3 == 0) {
            session.useTransaction(transaction -> {
                assertThat(read(transaction.dsl(), worker)).isEqualTo(value - 1);
                set(transaction.dsl(), worker, value);
                // Joins, whatever class the tenant is of by now.
                assertThat(read(session.dsl(), worker)).isEqualTo(value);
            });
        } else {
            set(session.dsl(), worker, value);
        }
    }

    private static void set(DSLContext dsl, int worker, int value) {
        dsl.update(COUNTER).set(VALUE, value).where(WORKER.eq(worker)).execute();
    }

    private static int read(Session session, int worker, int turn) {
        return switch (turn % 3) {
            case 0 -> read(session.dsl(), worker);
            case 1 ->
                session.<Integer, RuntimeException>read(dsl -> {
                    int first = read(dsl, worker);
                    assertThat(read(dsl, worker)).isEqualTo(first);
                    return first;
                });
            default -> {
                try (Cursor<Record1<Integer>> cursor = session.dsl()
                        .select(VALUE)
                        .from(COUNTER)
                        .orderBy(WORKER)
                        .fetchLazy()) {
                    yield cursor.fetch().getValue(worker, VALUE);
                }
            }
        };
    }

    private static int read(DSLContext dsl, int worker) {
        return Objects.requireNonNull(
                dsl.select(VALUE).from(COUNTER).where(WORKER.eq(worker)).fetchSingle(VALUE));
    }
}
