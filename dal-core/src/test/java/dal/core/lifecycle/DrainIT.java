package dal.core.lifecycle;

import static dal.core.testkit.Async.async;
import static dal.core.testkit.Async.failing;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Drains.bound;
import static dal.core.testkit.Drains.counts;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.config.DataAccessConfig;
import dal.config.QueuedWork;
import dal.config.ShutdownConfig;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.error.ConnectionLostException;
import dal.error.DatabaseException;
import dal.error.ShuttingDownException;
import dal.spi.LifecycleParticipant;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.status.DrainReport;
import dal.status.LifecycleState;
import dal.status.PoolStatus;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P9 in its corners: what comes late, what waits, who shuts down from inside, and a server that is gone. */
@PostgresTest(shared = false)
class DrainIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
    }

    private static Layer shuttingDown(TestDatabase database, ShutdownConfig shutdown, Module... more) {
        return Layer.configured(database, config -> with(config, shutdown), more);
    }

    private static DataAccessConfig with(DataAccessConfig config, ShutdownConfig shutdown) {
        return new DataAccessConfig(
                config.applicationName(),
                config.clusters(),
                config.classes(),
                config.tenants(),
                config.monitor(),
                config.routing(),
                config.unscoped(),
                config.budget(),
                shutdown);
    }

    private static void awaitState(Layer layer, LifecycleState state) {
        await().until(() -> layer.databases().status().state() == state);
    }

    private static void awaitWaiting(Layer layer) {
        await().until(() -> layer.databases().status().pools().stream()
                        .mapToInt(PoolStatus::waiting)
                        .sum()
                > 0);
    }

    @Test
    void workThatComesWhileIngressStopsIsServedAndCounted(TestDatabase database) {
        CompletableFuture<Layer> opened = new CompletableFuture<>();
        Module ingress = binder -> Multibinder.newSetBinder(binder, LifecycleParticipant.class)
                .addBinding()
                .toInstance(new Participant("http", LifecycleParticipant.Phase.INGRESS, () -> {
                    for (int i = 0; i < 3; i++) {
                        opened.join().database(ACME).dsl().fetchCount(NOTES);
                    }
                }));
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT, ingress)) {
            opened.complete(layer);
            layer.database(ACME).dsl().fetchCount(NOTES);
            DrainReport report = layer.databases().shutdown(LONG);
            assertThat(counts(report)).isEqualTo("finished 3");
            assertThat(report.clean()).isTrue();
            assertThat(bound(report).took()).isPositive().isLessThanOrEqualTo(report.took());
        }
    }

    @Test
    void isNotReadyForTheLeadAndTakesWorkMeanwhile(TestDatabase database) {
        ShutdownConfig patient = new ShutdownConfig(LONG, Duration.ofSeconds(15), QueuedWork.PROCEED);
        try (Layer layer = shuttingDown(database, patient)) {
            CompletableFuture<DrainReport> report = new CompletableFuture<>();
            Thread shutdown = Thread.ofPlatform()
                    .start(() -> report.complete(layer.databases().shutdown(LONG)));
            awaitState(layer, LifecycleState.DRAINING);
            assertThat(layer.database(ACME).dsl().fetchCount(NOTES)).isEqualTo(3);
            // Told to hurry, it waits no longer.
            shutdown.interrupt();
            assertThat(counts(report.join())).isEqualTo("finished 1");
            assertThat(report.join().took()).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void queuedWorkProceeds(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            Queue queue = Queue.before(layer, database);
            CompletableFuture<DrainReport> report =
                    async(() -> layer.databases().shutdown(LONG));
            // Before anybody asks: whoever is still let in waits, and the queue's own patience runs out meanwhile.
            awaitState(layer, LifecycleState.DRAINING);
            awaitRefusal(layer);
            queue.letGo();
            assertThat(queue.waiting.join()).isNull();
            assertThat(bound(report.join()).finished()).isGreaterThanOrEqualTo(3);
            assertThat(report.join().clean()).isTrue();
        }
    }

    @Test
    void queuedWorkIsRefusedWhereThatIsTheWish(TestDatabase database) {
        ShutdownConfig strict = new ShutdownConfig(LONG, Duration.ZERO, QueuedWork.REFUSE);
        try (Layer layer = shuttingDown(database, strict)) {
            Queue queue = Queue.before(layer, database);
            CompletableFuture<DrainReport> report =
                    async(() -> layer.databases().shutdown(LONG));
            assertThat(queue.waiting.join()).isInstanceOf(ShuttingDownException.class);
            queue.letGo();
            assertThat(counts(report.join())).isEqualTo("finished 2, refused 1");
            assertThat(report.join().clean()).isTrue();
        }
    }

    @Test
    void whatStillWaitsAtTheDeadlineIsTold(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            Queue queue = Queue.before(layer, database);
            DrainReport report = layer.databases().shutdown(SHORT);
            assertThat(queue.waiting.join()).isInstanceOf(ShuttingDownException.class);
            // The two that held connections did nothing with them.
            assertThat(counts(report)).isEqualTo("aborted 2, refused 1");
            queue.letGo();
        }
    }

    @Test
    void whoWaitsForANodeIsToldAtTheDeadlineAndNotLeftInterrupted(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            layer.routing()
                    .decide(request -> new RouteDecision.Wait(RouteReason.PRIMARY_UNAVAILABLE, Duration.ofMinutes(1)));
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            CompletableFuture<Throwable> write = async(() -> {
                Throwable failure = catchThrowable(
                        () -> layer.database(ACME).dsl().deleteFrom(NOTES).execute());
                interrupted.complete(Thread.interrupted());
                return failure;
            });
            await().until(() -> layer.databases().status().running() == 1);
            DrainReport report = layer.databases().shutdown(SHORT);
            assertThat(write.join()).isInstanceOf(ShuttingDownException.class);
            assertThat(interrupted.join()).isFalse();
            assertThat(counts(report)).isEqualTo("refused 1");
        }
    }

    @Test
    void aShutdownFromInsideATransactionDoesNotWaitForItself(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            CompletableFuture<DrainReport> report = new CompletableFuture<>();
            CompletableFuture<Throwable> later = new CompletableFuture<>();
            Throwable end = catchThrowable(() -> layer.database(ACME).useTransaction(transaction -> {
                transaction.dsl().deleteFrom(NOTES).execute();
                report.complete(layer.databases().shutdown(LONG));
                later.complete(
                        catchThrowable(() -> transaction.dsl().deleteFrom(NOTES).execute()));
            }));
            assertThat(counts(report.join())).isEqualTo("aborted 1");
            assertThat(report.join().took()).isLessThan(LONG);
            assertThat(later.join()).isInstanceOf(DatabaseException.class);
            assertThat(end).isInstanceOf(DatabaseException.class);
            assertThat(Notes.of(database, "acme")).as("rolled back").hasSize(3);
            layer.pools().assertNothingHeld();
        }
    }

    @Test
    void aShutdownFromInsideAReadDoesNotWaitForItself(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            DrainReport report = layer.database(ACME).read(dsl -> {
                dsl.fetchCount(NOTES);
                return layer.databases().shutdown(LONG);
            });
            assertThat(counts(report)).isEqualTo("abandoned 1");
            assertThat(report.took()).isLessThan(LONG);
            layer.pools().assertNothingHeld();
        }
    }

    @Test
    void whoeverJoinsAShutdownFromInsideIsNotWaitedForEither(TestDatabase database) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            TenantDatabase acme = layer.database(ACME);
            CountDownLatch inside = new CountDownLatch(2);
            List<CompletableFuture<DrainReport>> reports = IntStream.range(0, 2)
                    .mapToObj(i -> {
                        CompletableFuture<DrainReport> report = new CompletableFuture<>();
                        var unused = failing(() -> acme.useTransaction(transaction -> {
                            transaction.dsl().fetchCount(NOTES);
                            inside.countDown();
                            inside.await();
                            report.complete(layer.databases().shutdown(LONG));
                        }));
                        return report;
                    })
                    .toList();
            assertThat(reports.get(0).join()).isSameAs(reports.get(1).join());
            assertThat(counts(reports.get(0).join())).isEqualTo("aborted 2");
            assertThat(reports.get(0).join().took()).isLessThan(LONG);
        }
    }

    @Test
    void anInterruptedCallerBringsTheDeadlineForward(TestDatabase database, PostgresCluster nodes) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            CompletableFuture<Throwable> slow =
                    failing(() -> layer.database(ACME).dsl().fetch("select pg_sleep(60)"));
            awaitAsleep(database, nodes.primary(), 1);
            CompletableFuture<DrainReport> report = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread shutdown = Thread.ofPlatform().start(() -> {
                report.complete(layer.databases().shutdown(LONG));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            awaitState(layer, LifecycleState.DRAINING);
            shutdown.interrupt();
            assertThat(slow.join()).isInstanceOf(CancelledException.class);
            assertThat(counts(report.join())).isEqualTo("cancelled 1");
            assertThat(interrupted.join()).isTrue();
        }
    }

    @Test
    void aDatabaseKilledMeanwhileEndsItSoonerNotLater(TestDatabase database, PostgresCluster nodes) {
        try (Layer layer = shuttingDown(database, ShutdownConfig.DEFAULT)) {
            CompletableFuture<Throwable> slow = failing(() -> layer.database(ACME)
                    .useTransaction(transaction -> transaction.dsl().fetch("select pg_sleep(60)")));
            awaitAsleep(database, nodes.primary(), 1);
            CompletableFuture<DrainReport> report =
                    async(() -> layer.databases().shutdown(LONG));
            awaitState(layer, LifecycleState.DRAINING);
            nodes.primary().kill();
            try {
                assertThat(slow.join()).isInstanceOf(ConnectionLostException.class);
                assertThat(counts(report.join())).isEqualTo("finished 1");
                assertThat(report.join().took()).isLessThan(LONG);
                layer.pools().assertNothingHeld();
            } finally {
                nodes.primary().start();
            }
        }
    }

    private static void awaitRefusal(Layer layer) {
        await().until(() -> failing(() -> layer.database(Layer.GLOBEX).dsl().fetchCount(NOTES))
                        .join()
                instanceof ShuttingDownException);
    }

    /** Two transactions that hold both connections of the pool, and a statement that waits for one. */
    private record Queue(CountDownLatch end, CompletableFuture<Throwable> waiting) {

        static Queue before(Layer layer, TestDatabase database) {
            TenantDatabase acme = layer.database(ACME);
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch inside = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                var unused = failing(() -> acme.useTransaction(transaction -> {
                    transaction.dsl().fetchCount(NOTES);
                    inside.countDown();
                    end.await();
                }));
            }
            await().until(() -> inside.getCount() == 0);
            CompletableFuture<Throwable> waiting = failing(() -> acme.dsl().fetchCount(NOTES));
            awaitWaiting(layer);
            return new Queue(end, waiting);
        }

        void letGo() {
            end.countDown();
        }
    }
}
