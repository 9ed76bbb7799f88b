package dal.benchmarks.serializable;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * A bank of 100 accounts, 32 threads that each move money between two of them: read both, then write both from what was read. At read committed money appears and
 * disappears; at serializable none does, and repeating is the library's business.
 */
public final class SerializableBank {

    private static final int ACCOUNTS = 100;
    private static final int THREADS = 32;
    private static final long OPENING_BALANCE = 1_000;
    private static final int MOST_MOVED = 50;
    private static final Duration TIME = Duration.ofSeconds(60);
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<Long> BALANCE = field(name("balance"), Long.class);
    private static final TransactionOptions OPTIONS =
            TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE).withName("transfer");

    private final TenantDatabase bank;
    private final Ledger ledger = new Ledger(ACCOUNTS * OPENING_BALANCE);
    private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();

    private SerializableBank(TenantDatabase bank) {
        this.bank = bank;
    }

    /** Starts a server and moves money. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(0).start()) {
            try (Connection connection = cluster.primary().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table account (id int primary key, balance bigint not null);"
                        + " insert into account select n, " + OPENING_BALANCE + " from generate_series(1, " + ACCOUNTS
                        + ") as n");
            }
            Map<String, String> environment = new HashMap<>(
                    Layer.environment(cluster.primary(), cluster.primary().port(), List.of()));
            environment.remove("DATABASE_REPLICA_URLS");
            environment.put("PG_POOL_MAX", Integer.toString(THREADS));
            try (Layer layer = Layer.configuredBy(environment)) {
                SerializableBank bank = new SerializableBank(layer.databases().database(TenantId.of("acme")));
                Duration took = bank.moveMoney();
                return bank.ledger.figures(balances(cluster), took);
            }
        }
    }

    private Duration moveMoney() throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TIME.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> moveUntil(end)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable error = firstError.get();
        Progress.say("%,d commits; first error: %s", ledger.commits(), error == null ? "none" : error);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void moveUntil(long end) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (System.nanoTime() - end < 0) {
            int from = 1 + random.nextInt(ACCOUNTS);
            int to = 1 + (from - 1 + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long amount = 1L + random.nextInt(MOST_MOVED);
            try {
                ledger.committed(bank.inTransaction(OPTIONS, transaction -> {
                    move(transaction.dsl(), from, to, amount);
                    return transaction.attempt();
                }));
            } catch (RuntimeException e) {
                ledger.failed();
                firstError.compareAndSet(null, e);
            }
        }
    }

    private static void move(DSLContext dsl, int from, int to, long amount) {
        Map<Integer, Long> balances =
                dsl.select(ID, BALANCE).from(ACCOUNT).where(ID.in(from, to)).fetchMap(ID, BALANCE);
        long left = balance(balances, from) - amount;
        if (left >= 0) {
            dsl.update(ACCOUNT).set(BALANCE, left).where(ID.eq(from)).execute();
            dsl.update(ACCOUNT)
                    .set(BALANCE, balance(balances, to) + amount)
                    .where(ID.eq(to))
                    .execute();
        }
    }

    private static long balance(Map<Integer, Long> balances, int id) {
        return Objects.requireNonNull(balances.get(id), "balance");
    }

    private static List<Long> balances(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select balance from account")) {
            List<Long> balances = new ArrayList<>();
            while (rows.next()) {
                balances.add(rows.getLong(1));
            }
            return balances;
        }
    }
}
