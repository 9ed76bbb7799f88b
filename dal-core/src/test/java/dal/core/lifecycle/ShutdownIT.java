package dal.core.lifecycle;

import static dal.core.testkit.Async.async;
import static dal.core.testkit.Drains.bound;
import static dal.core.testkit.Drains.counts;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.core.testkit.Backends;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.CancelledException;
import dal.error.ConnectionLostException;
import dal.error.ShuttingDownException;
import dal.spi.LifecycleParticipant;
import dal.spi.LifecycleParticipant.Phase;
import dal.status.DrainReport;
import dal.status.DrainReport.ParticipantStop;
import dal.status.LifecycleState;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P9: a shutdown refuses new work, lets running work finish, cancels what outlives the deadline, and says what became of it. */
@PostgresTest
class ShutdownIT {

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

    private static void awaitRefusal(TenantDatabase database) {
        await().until(() -> async(() -> catchThrowable(() -> database.dsl().fetchCount(NOTES)))
                        .join()
                instanceof ShuttingDownException);
    }

    @Test
    void waitsForRunningWorkAndRefusesNew(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            TenantDatabase acme = layer.database(ACME);
            CompletableFuture<DrainReport> report = acme.inTransaction(transaction -> {
                transaction.dsl().deleteFrom(NOTES).where(NOTES.id.eq(1)).execute();
                CompletableFuture<DrainReport> shutdown =
                        async(() -> layer.databases().shutdown(LONG));
                awaitRefusal(acme);
                assertThat(async(() -> catchThrowable(() -> acme.dsl().fetchCount(NOTES)))
                                .join())
                        .isInstanceOf(ShuttingDownException.class);
                assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(2);
                assertThat(acme.dsl().fetchCount(NOTES)).isEqualTo(2);
                return shutdown;
            });
            DrainReport done = report.join();
            assertThat(done.clean()).isTrue();
            assertThat(bound(done).finished()).isPositive();
            assertThat(bound(done).refused()).isEqualTo(2);
            assertThat(Notes.of(database, "acme")).hasSize(2);
            assertThat(layer.databases().status().state()).isEqualTo(LifecycleState.CLOSED);
            layer.pools().assertNothingHeld();
        }
    }

    @Test
    void cancelsAtTheDeadlineWhatStillRuns(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            CompletableFuture<Throwable> slow =
                    async(() -> catchThrowable(() -> layer.database(ACME).dsl().fetch("select pg_sleep(60)")));
            awaitActive(database);
            DrainReport report = layer.databases().shutdown(SHORT);
            assertThat(slow.join()).isInstanceOf(CancelledException.class);
            assertThat(counts(report)).isEqualTo("cancelled 1");
            assertThat(report.clean()).isFalse();
            layer.pools().assertNothingHeld();
        }
        awaitNoBackend(database);
    }

    @Test
    void abortsWhatDoesNotAnswerTheCancel(TestDatabase database) throws Exception {
        try (WireProxy proxy = WireProxy.to(database.cluster().primary());
                Layer layer = Layer.behind(database, node -> proxy.port())) {
            CompletableFuture<Throwable> slow = async(
                    () -> catchThrowable(() -> layer.database(ACME).read(dsl -> dsl.fetch("select pg_sleep(60)"))));
            awaitActive(database);
            proxy.blackhole(true);
            DrainReport report = layer.databases().shutdown(SHORT);
            assertThat(slow.join()).isInstanceOf(ConnectionLostException.class);
            assertThat(counts(report)).isEqualTo("aborted 1");
            layer.pools().assertNothingHeld();
            // Its server cannot know.
            Backends.terminate(database, database.cluster().primary());
        }
    }

    @Test
    void workThatOutlivesItAllCannotOpenThePoolsAgain(TestDatabase database) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Layer layer = Layer.over(database)) {
            TenantDatabase acme = layer.database(ACME);
            CountDownLatch inside = new CountDownLatch(1);
            CompletableFuture<Throwable> stubborn = async(() -> acme.read(dsl -> {
                dsl.fetchCount(NOTES);
                inside.countDown();
                await().atMost(LONG).until(() -> end.getCount() == 0);
                return catchThrowable(() -> dsl.fetchCount(NOTES));
            }));
            inside.await();
            layer.databases().shutdown(SHORT);
            end.countDown();
            assertThat(stubborn.join()).isInstanceOf(ShuttingDownException.class);
            layer.pools().assertNothingHeld();
        }
        awaitNoBackend(database);
    }

    @Test
    void everyCallerGetsTheSameReport(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            layer.database(ACME).dsl().fetchCount(NOTES);
            List<CompletableFuture<DrainReport>> calls = IntStream.range(0, 8)
                    .mapToObj(i -> async(() -> layer.databases().shutdown(LONG)))
                    .toList();
            DrainReport report = layer.databases().shutdown(LONG);
            assertThat(calls).allSatisfy(call -> assertThat(call.join()).isSameAs(report));
            layer.databases().close();
            assertThatExceptionOfType(ShuttingDownException.class)
                    .isThrownBy(() -> layer.database(ACME).dsl().fetchCount(NOTES));
        }
    }

    @Test
    void aDeadlineBeyondAllBoundsIsNoError(TestDatabase database) {
        try (Layer layer = Layer.over(database)) {
            assertThat(layer.databases()
                            .shutdown(Duration.ofSeconds(Long.MAX_VALUE))
                            .clean())
                    .isTrue();
        }
    }

    @Test
    void participantsStopInTheirPhasesAndNoneStopsAnother(TestDatabase database) {
        List<String> stopped = new CopyOnWriteArrayList<>();
        CompletableFuture<Layer> started = new CompletableFuture<>();
        Module participants = binder -> {
            Multibinder<LifecycleParticipant> set = Multibinder.newSetBinder(binder, LifecycleParticipant.class);
            for (Phase phase : Phase.values()) {
                set.addBinding()
                        .toInstance(new Participant(
                                phase.name(),
                                phase,
                                () -> stopped.add(phase + " "
                                        + started.join().databases().status().state())));
            }
            set.addBinding().toInstance(new Participant("throws", Phase.INGRESS, () -> {
                throw new AssertionError("cannot stop");
            }));
            set.addBinding().toInstance(new Participant("hangs", Phase.CACHES, () -> new CountDownLatch(1).await()));
        };
        try (Layer layer = Layer.over(database, participants)) {
            started.complete(layer);
            DrainReport report = layer.databases().shutdown(Duration.ofSeconds(2));
            assertThat(stopped)
                    .containsExactly(
                            "INGRESS DRAINING",
                            "CONSUMERS DRAINING",
                            "DATA DRAINING",
                            "MONITORS CLOSED",
                            "CACHES CLOSED",
                            "TELEMETRY CLOSED");
            assertThat(report.participants().stream()
                            .filter(stop -> !stop.stopped())
                            .map(ParticipantStop::name))
                    .containsExactly("throws", "hangs");
            assertThat(report.clean()).isFalse();
        }
    }

    private static void awaitActive(TestDatabase database) {
        await().until(() -> backends(database, "and state = 'active' and query like '%pg_sleep%'") == 1);
    }

    /** A server's process goes on for a moment after its client has closed the connection. */
    private static void awaitNoBackend(TestDatabase database) {
        await().until(() -> backends(database, "") == 0);
    }

    private static int backends(TestDatabase database, String condition) throws Exception {
        try (Connection connection = database.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select count(*) from pg_stat_activity where application_name like 'it/%'"
                                + " and datname = current_database() " + condition)) {
            row.next();
            return row.getInt(1);
        }
    }
}
