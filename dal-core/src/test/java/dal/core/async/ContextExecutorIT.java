package dal.core.async;

import static dal.core.testkit.Backends.asleep;
import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dal.ContextExecutor;
import dal.Session;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.status.PoolStatus;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Work on other threads: what comes along, and what cancelling it does. */
@PostgresTest
class ContextExecutorIT {

    private Layer layer;
    private ContextExecutor executor;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.limited(database, Limits.USUAL.withConnections(1));
        executor = layer.injector().getInstance(ContextExecutor.class);
    }

    @AfterEach
    void stop() {
        MDC.clear();
        layer.close();
    }

    @Test
    void theLoggingContextComesAlong() throws Exception {
        MDC.put("request", "42");
        assertThat(executor.submit(() -> MDC.get("request")).get()).isEqualTo("42");
        CompletableFuture<String> chained = CompletableFuture.supplyAsync(() -> MDC.get("request"), executor);
        assertThat(chained.join()).isEqualTo("42");
    }

    @Test
    void aSessionComesAlongAndAnOpenTransactionDoesNot() throws Exception {
        Session session = layer.databases().session(ACME);
        TenantDatabase globex = layer.database(GLOBEX);
        assertThat(executor.submit(() -> session.dsl().fetchCount(NOTES)).get()).isEqualTo(3);
        session.useTransaction(transaction -> {
            // Inside this thread's transaction another tenant would be refused, and work of this one would join it.
            assertThat(executor.submit(() -> catchThrowable(() -> globex.read(dsl -> 1)))
                            .get())
                    .isNull();
        });
    }

    @Test
    void cancellingStopsTheStatementOnTheServerAndKeepsTheConnection(TestDatabase database, PostgresCluster cluster)
            throws Exception {
        TenantDatabase acme = layer.database(ACME);
        int before = pid(acme);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Future<?> task = executor.submit(
                () -> failure.complete(catchThrowable(() -> acme.dsl().fetch("select pg_sleep(60)"))));
        awaitAsleep(database, cluster.primary(), 1);
        assertThat(task.cancel(true)).isTrue();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(task::get);
        assertThat(failure.join()).isInstanceOf(CancelledException.class);
        assertThat(asleep(database, cluster.primary())).isZero();
        assertThat(pid(acme)).as("the same connection").isEqualTo(before);
        layer.pools().assertClean();
    }

    private static int pid(TenantDatabase database) {
        return database.dsl().fetchSingle("select pg_backend_pid()").get(0, int.class);
    }

    @Test
    void cancellingAWaitingCallTakesItOutOfTheQueue() {
        TenantDatabase acme = layer.database(ACME);
        acme.useTransaction(transaction -> {
            transaction.dsl().fetchCount(NOTES);
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Future<?> task = executor.submit(
                    () -> failure.complete(catchThrowable(() -> acme.dsl().fetchCount(NOTES))));
            await().until(() -> waiting() == 1);
            task.cancel(true);
            assertThat(failure.join()).isInstanceOf(CancelledException.class);
            assertThat(waiting()).isZero();
        });
        layer.pools().assertClean();
    }

    private int waiting() {
        return layer.databases().status().pools().stream()
                .mapToInt(PoolStatus::waiting)
                .sum();
    }

    @Test
    void cancellingGentlyLetsItRun() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> through = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> task = executor.submit(() -> {
            begun.countDown();
            end.await();
            return through.complete(Thread.currentThread().isInterrupted());
        });
        begun.await();
        assertThat(task.cancel(false)).isTrue();
        end.countDown();
        assertThat(through.join()).isFalse();
    }

    @Test
    void aShutdownLetsTasksEndAndTakesNoMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Integer> task = executor.submit(() -> {
            begun.countDown();
            end.await();
            return layer.database(ACME).dsl().fetchCount(NOTES);
        });
        begun.await();
        CompletableFuture<Boolean> clean = CompletableFuture.supplyAsync(
                () -> layer.databases().shutdown(Duration.ofSeconds(20)).clean(),
                work -> Thread.ofVirtual().start(work));
        await().until(executor::isShutdown);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {}));
        end.countDown();
        assertThat(task.get()).isEqualTo(3);
        assertThat(clean.join()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void aShutdownCancelsTasksThatOutliveItsDeadline(TestDatabase database, PostgresCluster cluster) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        executor.execute(() ->
                failure.complete(catchThrowable(() -> layer.database(ACME).dsl().fetch("select pg_sleep(60)"))));
        awaitAsleep(database, cluster.primary(), 1);
        assertThat(layer.databases().shutdown(Duration.ofMillis(100)).clean()).isFalse();
        assertThat(failure.join()).isInstanceOf(CancelledException.class);
    }
}
