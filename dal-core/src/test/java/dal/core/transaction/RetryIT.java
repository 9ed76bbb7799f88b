package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Notes.insert;
import static dal.core.testkit.Swallowing.swallow;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.Session;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.core.testkit.Watched.Ended;
import dal.error.ConnectionLostException;
import dal.error.SerializationFailureException;
import dal.spi.Execution.Kind;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.RetryPolicy;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction that the server rolled back through no fault of its own is repeated, where that was asked for or is the default. */
@PostgresTest(pools = "it/")
class RetryIT {

    private static final TransactionOptions SERIALIZABLE = defaults().withIsolation(Isolation.SERIALIZABLE);
    private static final RetryPolicy QUICK = new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final TransactionOptions REPEATED = defaults().withRetry(QUICK);

    private static Layer layer;
    private static final Watched WATCHED = new Watched();
    private Session acme;
    private int endedBefore;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        Notes.createFailing(database);
        layer = Layer.limited(database, Limits.USUAL.withConnections(4), WATCHED);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
        acme = layer.databases().session(ACME);
        endedBefore = WATCHED.ended(Kind.TRANSACTION).size();
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    private boolean exists(int id) {
        return Notes.exists(acme, id);
    }

    /** What a server says of a transaction that met another. */
    private static void meetAnother(DSLContext dsl) {
        dsl.execute("select fail('40001')");
    }

    private static void deadlock(DSLContext dsl) {
        dsl.execute("select fail('40P01')");
    }

    private static void loseConnection(DSLContext dsl) {
        dsl.execute("select pg_terminate_backend(pg_backend_pid())");
    }

    private List<Ended> attempts() {
        return WATCHED.ended(Kind.TRANSACTION).stream().skip(endedBefore).toList();
    }

    @Test
    void isRepeatedFromItsBeginningAndToldItsNumber() {
        List<Integer> attempts = new ArrayList<>();
        int committed = acme.inTransaction(SERIALIZABLE, transaction -> {
            attempts.add(transaction.attempt());
            insert(transaction.dsl(), 10 + transaction.attempt());
            if (transaction.attempt() < 3) {
                meetAnother(transaction.dsl());
            }
            return transaction.attempt();
        });
        assertThat(committed).isEqualTo(3);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(Stream.of(11, 12, 13).filter(this::exists)).containsExactly(13);
    }

    @Test
    void eachAttemptIsObservedWithItsNumber() {
        acme.useTransaction(SERIALIZABLE.withName("transfer"), transaction -> {
            if (transaction.attempt() < 3) {
                deadlock(transaction.dsl());
            }
        });
        assertThat(attempts()).extracting(ended -> ended.outcome().attempts()).containsExactly(1, 2, 3);
        assertThat(attempts()).extracting(ended -> ended.execution().label()).containsOnly("transfer");
        assertThat(attempts()).extracting(ended -> ended.outcome().sqlState()).containsExactly("40P01", "40P01", null);
    }

    @Test
    void isRepeatedOnANewConnectionWhereItsOwnWasLost() {
        List<Integer> backends = new ArrayList<>();
        acme.useTransaction(REPEATED, transaction -> {
            backends.add(
                    transaction.dsl().fetchSingle("select pg_backend_pid()").get(0, int.class));
            insert(transaction.dsl(), 20);
            if (transaction.attempt() == 1) {
                loseConnection(transaction.dsl());
            }
        });
        assertThat(backends).hasSize(2).doesNotHaveDuplicates();
        assertThat(exists(20)).isTrue();
    }

    @Test
    void theLastFailureIsThrownWithTheEarlierOnes() {
        AtomicInteger attempts = new AtomicInteger();
        SerializationFailureException thrown = catchThrowableOfType(
                SerializationFailureException.class,
                () -> acme.useTransaction(REPEATED, transaction -> {
                    attempts.incrementAndGet();
                    meetAnother(transaction.dsl());
                }));
        assertThat(attempts).hasValue(4);
        assertThat(thrown.getSuppressed()).hasSize(3).allMatch(SerializationFailureException.class::isInstance);
    }

    @Test
    void isNotRepeatedBelowRepeatableReadNorWhereThatIsRefused() {
        for (TransactionOptions options : List.of(defaults(), SERIALIZABLE.withRetry(RetryPolicy.none()))) {
            AtomicInteger attempts = new AtomicInteger();
            assertThatExceptionOfType(SerializationFailureException.class)
                    .isThrownBy(() -> acme.useTransaction(options, transaction -> {
                        attempts.incrementAndGet();
                        meetAnother(transaction.dsl());
                    }));
            assertThat(attempts).hasValue(1);
        }
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> loseConnection(transaction.dsl())));
    }

    @Test
    void isRepeatedWhateverTheWorkMadeOfTheFailure() {
        int attempts = acme.inTransaction(REPEATED, transaction -> {
            if (transaction.attempt() == 1) {
                swallow(() -> meetAnother(transaction.dsl()));
            } else if (transaction.attempt() == 2) {
                swallow(() -> meetAnother(transaction.dsl()));
                throw new IllegalStateException("the work's own");
            }
            return transaction.attempt();
        });
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void anErrorOfTheWorkItselfIsNotRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> acme.useTransaction(REPEATED, transaction -> {
                    attempts.incrementAndGet();
                    swallow(() -> acme.useTransaction(defaults().nested(), nested -> meetAnother(nested.dsl())));
                    throw new IllegalStateException();
                }));
        assertThat(attempts).as("the savepoint's failure was undone with it").hasValue(1);
    }

    @Test
    void onlyTheOutermostIsRepeated() {
        AtomicInteger outer = new AtomicInteger();
        AtomicInteger inner = new AtomicInteger();
        acme.useTransaction(REPEATED, transaction -> {
            outer.incrementAndGet();
            TransactionOptions options = outer.get() == 1 ? REPEATED : REPEATED.nested();
            acme.useTransaction(options, joined -> {
                inner.incrementAndGet();
                assertThat(joined.attempt()).isEqualTo(transaction.attempt());
                if (outer.get() < 3) {
                    meetAnother(joined.dsl());
                }
            });
        });
        assertThat(outer).hasValue(3);
        assertThat(inner).hasValue(3);
    }

    @Test
    void jooqsOwnTransactionIsNotRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatExceptionOfType(SerializationFailureException.class)
                .isThrownBy(() -> acme.dsl().transaction(configuration -> {
                    attempts.incrementAndGet();
                    meetAnother(configuration.dsl());
                }));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aSessionThatWaitsForARepeatedTransactionSeesWhatItWrote() {
        acme.useTransaction(SERIALIZABLE, transaction -> {
            insert(transaction.dsl(), 30);
            if (transaction.attempt() == 1) {
                meetAnother(transaction.dsl());
            }
        });
        assertThat(acme.<Boolean, RuntimeException>read(dsl -> dsl.fetchExists(NOTES, NOTES.id.eq(30))))
                .isTrue();
    }

    // --- real concurrency ---

    /** Two doctors on call; each leaves if the other stays. */
    private int onCallAfterBothTriedToLeave(Isolation isolation, TestDatabase database) throws Exception {
        database.execute(
                "truncate note; insert into note (id, text, tenant_id) values (1, 'on', 'acme'), (2, 'on', 'acme')");
        CyclicBarrier bothHaveLooked = new CyclicBarrier(2);
        CompletableFuture<?>[] both = Stream.of(1, 2)
                .map(doctor -> CompletableFuture.runAsync(
                        () -> leave(isolation, doctor, bothHaveLooked),
                        command -> Thread.ofVirtual().start(command)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(both).get(60, TimeUnit.SECONDS);
        return acme.dsl().fetchCount(NOTES, NOTES.text.eq("on"));
    }

    private void leave(Isolation isolation, int doctor, CyclicBarrier bothHaveLooked) {
        layer.database(ACME).useTransaction(defaults().withIsolation(isolation), transaction -> {
            int on = transaction.dsl().fetchCount(NOTES, NOTES.text.eq("on"));
            if (transaction.attempt() == 1) {
                meet(bothHaveLooked);
            }
            if (on == 2) {
                transaction
                        .dsl()
                        .update(NOTES)
                        .set(NOTES.text, "off")
                        .where(NOTES.id.eq(doctor))
                        .execute();
            }
        });
    }

    @Test
    void writesSkewAtRepeatableReadAndNotAtSerializable(TestDatabase database) throws Exception {
        assertThat(onCallAfterBothTriedToLeave(Isolation.REPEATABLE_READ, database))
                .as("what repeatable read allows")
                .isZero();
        assertThat(onCallAfterBothTriedToLeave(Isolation.SERIALIZABLE, database))
                .isEqualTo(1);
    }

    @Test
    void aRealDeadlockIsRepeated(TestDatabase database) throws Exception {
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        CompletableFuture<?>[] both = Stream.of(1, 2)
                .map(first -> CompletableFuture.runAsync(
                        () -> markBoth(first, 3 - first, bothHaveOne),
                        command -> Thread.ofVirtual().start(command)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(both).get(60, TimeUnit.SECONDS);
        assertThat(Notes.of(database, "acme")).contains("acme-1!!", "acme-2!!");
    }

    private static void markBoth(int first, int second, CyclicBarrier bothHaveOne) {
        layer.database(ACME).useTransaction(REPEATED, transaction -> {
            mark(transaction.dsl(), first);
            if (transaction.attempt() == 1) {
                meet(bothHaveOne);
            }
            mark(transaction.dsl(), second);
        });
    }

    private static void mark(DSLContext dsl, int id) {
        dsl.update(NOTES)
                .set(NOTES.text, NOTES.text.concat("!"))
                .where(NOTES.id.eq(id))
                .execute();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
