package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.multibindings.Multibinder;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.spi.PoolListener;
import dal.spi.Router.NodeOutcome;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(120)
class RestingPoolsIT {

    private static final int CALLERS = 3;
    private static final int CLOSINGS = 100;
    private static final Duration REST = Duration.ofMillis(20);

    private final Told told = new Told();
    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.limited(
                database,
                Layer.Limits.USUAL.withConnections(CALLERS).withCloseAfter(REST),
                binder -> Multibinder.newSetBinder(binder, PoolListener.class)
                        .addBinding()
                        .toInstance(told));
    }

    @AfterEach
    void stop() {
        layer.close();
        assertThat(told.open).isEmpty();
        assertThat(told.faults).isEmpty();
    }

    @Test
    void isClosedWithEveryConnectionOnceNobodyUsesItAndOpenedByTheNextCall(TestDatabase database) {
        for (int round = 1; round <= 3; round++) {
            int before = told.openings.get();
            assertThat(layer.database(ACME).dsl().fetchCount(NOTES)).isEqualTo(3);
            // Not by one: it may come to rest between its opening and the call, whose thread waits for a processor.
            assertThat(told.openings).hasValueGreaterThan(before);
            await().until(() -> told.open.isEmpty());
            assertThat(layer.databases().status().pools()).isEmpty();
            await().until(() -> connections(database) == 0);
        }
    }

    @Test
    void isKeptWhileItHasWorkHoweverLongThatTakes() {
        layer.database(ACME).useTransaction(transaction -> {
            transaction.dsl().fetchCount(NOTES);
            int before = told.closings.get();
            transaction.dsl().fetch("select pg_sleep(?)", REST.toMillis() * 20 / 1000.0);
            assertThat(told.closings).hasValue(before);
            assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(3);
        });
        await().until(() -> told.open.isEmpty());
    }

    @Test
    void noCallFailsHoweverOftenThePoolIsClosedUnderIt() throws Exception {
        ConnectionPools pools = layer.injector().getInstance(ConnectionPools.class);
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofPlatform().start(() -> {
                try {
                    while (told.closings.get() < CLOSINGS) {
                        assertThat(layer.database(ACME).dsl().fetchCount(NOTES)).isEqualTo(3);
                        // Nobody is inside for a moment, now and then.
                        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
                        layer.database(GLOBEX)
                                .useTransaction(transaction -> assertThat(
                                                transaction.dsl().fetchCount(NOTES))
                                        .isPositive());
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        while (callers.stream().anyMatch(Thread::isAlive)) {
            // Whenever nobody holds or awaits a connection: most often just after somebody was handed the pool.
            pools.putAway(name -> Duration.ofNanos(1));
            Thread.onSpinWait();
        }
        assertThat(failures).isEmpty();
        assertThat(told.closings).hasValueGreaterThanOrEqualTo(CLOSINGS);
        assertThat(layer.routing().outcomes())
                .as("who was handed a pool that was about to close took the next, and was not routed anew")
                .doesNotContain(NodeOutcome.NOT_USED);
        layer.pools().assertNothingHeld();
    }

    private static int connections(TestDatabase database) {
        String sql = "select count(*) from pg_stat_activity where application_name like 'it/%' and datname = '"
                + database.name() + "'";
        try (var connection = database.connect();
                var row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which pools are open; none may be opened again before its end was told. */
    private static final class Told implements PoolListener {

        private final Set<PoolName> open = ConcurrentHashMap.newKeySet();
        private final Set<String> faults = new HashSet<>();
        private final AtomicInteger openings = new AtomicInteger();
        private final AtomicInteger closings = new AtomicInteger();

        @Override
        public void opened(PoolName pool, Supplier<PoolStatus> status) {
            openings.incrementAndGet();
            if (!open.add(pool)) {
                faults.add("opened twice");
            }
        }

        @Override
        public void closed(PoolName pool) {
            closings.incrementAndGet();
            if (!open.remove(pool)) {
                faults.add("closed twice");
            }
        }
    }
}
