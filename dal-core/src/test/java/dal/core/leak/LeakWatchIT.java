package dal.core.leak;

import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.config.DataAccessConfig;
import dal.config.LeakConfig;
import dal.core.testkit.Backends;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.spi.PoolListener;
import dal.status.Alert;
import dal.status.DrainReport;
import dal.status.HeldConnection;
import dal.status.PoolName;
import dal.status.PoolStatus;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jooq.Cursor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P5: a connection that nobody gives back is reported with where it was taken, once, and taken back where that is the wish. */
@PostgresTest
class LeakWatchIT {

    private final List<HeldConnection> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    private Layer watched(TestDatabase database) {
        return watched(database, new LeakConfig(Duration.ofMillis(100), false));
    }

    /** So late that nothing is taken back from work that merely waits for a busy machine. */
    private Layer reclaiming(TestDatabase database) {
        return watched(database, new LeakConfig(Duration.ofSeconds(2), true));
    }

    private Layer watched(TestDatabase database, LeakConfig leaks) {
        Module listener = binder -> Multibinder.newSetBinder(binder, PoolListener.class)
                .addBinding()
                .toInstance(new PoolListener() {
                    @Override
                    public void opened(PoolName pool, Supplier<PoolStatus> status) {}

                    @Override
                    public void closed(PoolName pool) {}

                    @Override
                    public void heldTooLong(HeldConnection held) {
                        told.add(held);
                    }
                });
        return Layer.configured(database, config -> with(config, leaks), listener);
    }

    private static DataAccessConfig with(DataAccessConfig config, LeakConfig leaks) {
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                config.classes(),
                config.tenants(),
                config.monitor(),
                config.routing(),
                config.unscoped(),
                config.budget(),
                config.shutdown(),
                leaks);
    }

    private HeldConnection awaitReport() {
        await().until(() -> !told.isEmpty());
        return told.getFirst();
    }

    private static List<Alert> alerts(Layer layer) {
        return layer.databases().status().alerts().stream()
                .filter(alert -> alert.name().equals(LeakWatch.ALERT))
                .toList();
    }

    private static void assertTakenBy(HeldConnection held, String method) {
        assertThat(held.stack())
                .anyMatch(frame -> frame.getClassName().startsWith(LeakWatchIT.class.getName())
                        && frame.getMethodName().contains(method));
    }

    @Test
    void aCursorIsReportedOnceWithWhereItWasOpened(TestDatabase database) {
        try (Layer layer = watched(database)) {
            Cursor<?> forgotten = openCursor(layer.database(ACME));
            HeldConnection held = awaitReport();
            assertThat(held.what()).isEqualTo("cursor");
            assertThat(held.tenant()).isEqualTo(ACME);
            assertThat(held.stackOfTaking()).isTrue();
            assertTakenBy(held, "openCursor");
            assertThat(alerts(layer))
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.message()).contains("cursor of tenant acme"));
            // It would have been told again several times by now.
            await().during(Duration.ofMillis(300)).until(() -> told.size() == 1);
            assertThat(forgotten.fetch()).hasSize(3);
            assertThat(alerts(layer)).isEmpty();
        }
    }

    private static Cursor<?> openCursor(TenantDatabase database) {
        return database.dsl().selectFrom(NOTES).fetchLazy();
    }

    @Test
    void aConnectionTakenByHandIsReportedWithWhereItWasTaken(TestDatabase database) {
        try (Layer layer = watched(database)) {
            Connection forgotten = takeByHand(layer.database(ACME));
            HeldConnection held = awaitReport();
            assertThat(held.what()).isEqualTo("connection");
            assertThat(held.stackOfTaking()).isTrue();
            assertTakenBy(held, "takeByHand");
            layer.database(ACME).dsl().configuration().connectionProvider().release(forgotten);
        }
    }

    private static Connection takeByHand(TenantDatabase database) {
        return Objects.requireNonNull(
                database.dsl().configuration().connectionProvider().acquire());
    }

    @Test
    void aTransactionIsReportedWithWhereItsThreadIs(TestDatabase database) {
        CountDownLatch end = new CountDownLatch(1);
        try (Layer layer = watched(database)) {
            CompletableFuture<Throwable> slow = failing(() -> dawdle(layer.database(ACME), end));
            HeldConnection held = awaitReport();
            assertThat(held.what()).isEqualTo("transaction");
            assertThat(held.stackOfTaking()).isFalse();
            assertTakenBy(held, "dawdle");
            end.countDown();
            assertThat(slow.join()).isNull();
        }
    }

    private static void dawdle(TenantDatabase database, CountDownLatch end) throws InterruptedException {
        database.useTransaction(transaction -> {
            transaction.dsl().fetchCount(NOTES);
            end.await();
        });
    }

    @Test
    void aReclaimedTransactionIsRolledBackAndItsPlaceIsFree(TestDatabase database, PostgresCluster cluster) {
        CountDownLatch end = new CountDownLatch(1);
        try (Layer layer = reclaiming(database)) {
            CompletableFuture<Throwable> later = new CompletableFuture<>();
            CompletableFuture<Throwable> leaker =
                    failing(() -> layer.database(ACME).useTransaction(transaction -> {
                        transaction.dsl().deleteFrom(NOTES).execute();
                        end.await();
                        later.complete(catchThrowable(() -> transaction.dsl().fetchCount(NOTES)));
                    }));
            awaitReport();
            await().until(() -> layer.pools().active(cluster.primary().name()) == 0);
            await().until(() -> Notes.of(database, "acme").size() == 3
                    && Backends.number(
                                    database,
                                    cluster.primary(),
                                    "select count(*) from pg_stat_activity where state = 'idle in transaction'"
                                            + " and datname = current_database()")
                            == 0);
            // Both of the pool's places can be had at once. On a busy machine this too may be held for too long.
            await().ignoreExceptionsInstanceOf(DatabaseException.class)
                    .until(() -> layer.database(ACME).inTransaction(one -> {
                        one.dsl().fetchCount(NOTES);
                        return failing(() -> layer.database(ACME).dsl().fetchCount(NOTES))
                                        .join()
                                == null;
                    }));
            end.countDown();
            assertThat(later.join()).isInstanceOf(ConnectionLostException.class);
            assertThat(leaker.join()).isInstanceOf(DatabaseException.class);
            layer.pools().assertNothingHeld();
            assertThat(layer.routing().outcomes().toString()).doesNotContain("FAILED");
        }
    }

    @Test
    void aShutdownDoesNotWaitForWhatWasReclaimed(TestDatabase database) {
        try (Layer layer = reclaiming(database)) {
            Cursor<?> forgotten = openCursor(layer.database(ACME));
            awaitReport();
            await().until(() -> layer.databases().status().pools().stream().allMatch(pool -> pool.active() == 0));
            DrainReport report = layer.databases().shutdown(Duration.ofSeconds(20));
            assertThat(report.took()).isLessThan(Duration.ofSeconds(20));
            forgotten.close();
        }
    }
}
