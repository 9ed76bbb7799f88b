package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Notes.insert;
import static dal.core.testkit.Swallowing.swallow;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.error.InvalidUseException;
import dal.error.PoolExhaustedException;
import dal.error.TimedOutException;
import dal.error.TransactionRolledBackException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transaction asks for, it gets, and nothing of it is left behind. */
@PostgresTest(pools = "it/")
class OptionsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(150);

    private static Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        layer = Layer.limited(database, Limits.USUAL.withConnections(3));
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        Notes.fill(database);
        acme = layer.database(ACME);
        // What the first one takes for itself is not part of any limit below.
        acme.useTransaction(transaction -> transaction.dsl().fetch("select 1"));
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    private boolean exists(int id) {
        return Notes.exists(acme, id);
    }

    private static String show(DSLContext dsl, String setting) {
        return dsl.fetchSingle("select current_setting(?)", setting).get(0, String.class);
    }

    private static int backend(DSLContext dsl) {
        return dsl.fetchSingle("select pg_backend_pid()").get(0, int.class);
    }

    // --- what the server is told ---

    @Test
    void limitsAndNameAreTheServersForTheTransactionAlone() {
        TransactionOptions options = defaults()
                .withTimeout(Duration.ofSeconds(7))
                .withTransactionTimeout(LONG)
                .withIdleTimeout(Duration.ofSeconds(8))
                .withName("transfer");
        acme.useTransaction(options, transaction -> {
            DSLContext dsl = transaction.dsl();
            assertThat(show(dsl, "statement_timeout")).isEqualTo("7s");
            assertThat(show(dsl, "idle_in_transaction_session_timeout")).isEqualTo("8s");
            assertThat(show(dsl, "application_name")).isEqualTo("it/transfer");
            int limit = dsl.fetchSingle("select setting::int from pg_settings where name = 'transaction_timeout'")
                    .get(0, int.class);
            assertThat(limit).isBetween(1001, 61_000);
        });
        assertThat(show(acme.dsl(), "statement_timeout")).isEqualTo("10s");
        assertThat(show(acme.dsl(), "transaction_timeout")).isEqualTo("0");
        assertThat(show(acme.dsl(), "idle_in_transaction_session_timeout")).isEqualTo("0");
        assertThat(show(acme.dsl(), "application_name")).startsWith("it/bound");
    }

    @Test
    void aLongNameIsCutToWhatTheServerShows() {
        acme.useTransaction(
                defaults().withName("n".repeat(63)),
                transaction ->
                        assertThat(show(transaction.dsl(), "application_name")).isEqualTo("it/" + "n".repeat(60)));
    }

    @Test
    void deferrableIsSerializableAndReadOnly() {
        acme.useTransaction(defaults().asDeferrable(), transaction -> {
            assertThat(show(transaction.dsl(), "transaction_deferrable")).isEqualTo("on");
            assertThat(show(transaction.dsl(), "transaction_read_only")).isEqualTo("on");
            assertThat(show(transaction.dsl(), "transaction_isolation")).isEqualTo("serializable");
        });
    }

    // --- the limit of the whole ---

    @Test
    void aStatementIsCutWhenTheTransactionsTimeIsUpAndTheConnectionIsKept() {
        Duration second = Duration.ofSeconds(1);
        AtomicInteger connection = new AtomicInteger();
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.useTransaction(defaults().withTransactionTimeout(second), transaction -> {
                    connection.set(backend(transaction.dsl()));
                    transaction.dsl().fetch("select pg_sleep(20)");
                }))
                .withMessageContaining(second.toString());
        assertThat(isThere(connection.get()))
                .as("cut by the client, and not by the server's own limit a second later")
                .isTrue();
    }

    @Test
    void aLaterStatementHasOnlyWhatIsLeft() {
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.useTransaction(defaults().withTransactionTimeout(SHORT), transaction -> {
                    insert(transaction.dsl(), 30);
                    transaction.dsl().fetch("select pg_sleep(20)");
                }));
        assertThat(exists(30)).isFalse();
    }

    @Test
    void nothingIsSentOnceTheTimeIsUpNorCommitted() {
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.useTransaction(defaults().withTransactionTimeout(SHORT), transaction -> {
                    insert(transaction.dsl(), 31);
                    swallow(() -> transaction.dsl().fetch("select pg_sleep(20)"));
                    swallow(() -> insert(transaction.dsl(), 32));
                    swallow(() -> acme.useTransaction(defaults().nested(), inner -> {}));
                    throw new TimedOutException("as the statement said", dal.error.ErrorContext.NONE, null);
                }));
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.useTransaction(defaults().withTransactionTimeout(SHORT), transaction -> {
                    insert(transaction.dsl(), 33);
                    acme.useTransaction(
                            defaults().requiresNew(), other -> other.dsl().fetch("select pg_sleep(0.2)"));
                }));
        assertThat(Stream.of(31, 32, 33).filter(this::exists)).isEmpty();
    }

    @Test
    void theWaitForAConnectionEndsWithTheTransactionsTime() {
        CountDownLatch over = new CountDownLatch(1);
        List<CompletableFuture<?>> holders = new ArrayList<>();
        try {
            // One after the other, because the last one of a pool is kept for tenants that hold none.
            for (TenantDatabase database : List.of(acme, acme, layer.database(GLOBEX))) {
                CountDownLatch held = new CountDownLatch(1);
                holders.add(CompletableFuture.runAsync(
                        () -> database.useTransaction(transaction -> {
                            held.countDown();
                            await(over);
                        }),
                        command -> Thread.ofVirtual().start(command)));
                await(held);
            }
            assertThatExceptionOfType(TimedOutException.class)
                    .isThrownBy(() -> acme.useTransaction(
                            defaults().withTransactionTimeout(Duration.ofMillis(500)),
                            transaction -> insert(transaction.dsl(), 34)))
                    .withCauseInstanceOf(PoolExhaustedException.class);
        } finally {
            over.countDown();
        }
        CompletableFuture.allOf(holders.toArray(CompletableFuture[]::new)).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- the limit of being idle ---

    @Test
    void theServerEndsATransactionThatIsIdleForTooLong(TestDatabase database) {
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() ->
                        acme.useTransaction(defaults().withIdleTimeout(Duration.ofMillis(50)), transaction -> {
                            int backend = backend(transaction.dsl());
                            while (isThere(backend)) {
                                Thread.onSpinWait();
                            }
                            insert(transaction.dsl(), 35);
                        }));
        assertThat(exists(35)).isFalse();
    }

    private static boolean isThere(int backend) {
        return layer.database(GLOBEX)
                .inTransaction(
                        defaults().requiresNew(),
                        transaction -> transaction
                                .dsl()
                                .fetchSingle("select exists (select 1 from pg_stat_activity where pid = ?)", backend)
                                .get(0, boolean.class));
    }

    // --- propagation ---

    @Test
    void aNewOneHasItsOwnConnectionAndItsOwnEnd() {
        swallow(() -> acme.useTransaction(outer -> {
            insert(outer.dsl(), 40);
            int connection = backend(outer.dsl());
            acme.useTransaction(defaults().requiresNew(), inner -> {
                assertThat(backend(inner.dsl())).isNotEqualTo(connection);
                assertThat(backend(acme.dsl())).isEqualTo(backend(inner.dsl()));
                insert(inner.dsl(), 41);
            });
            assertThat(backend(acme.dsl())).as("the outer one is joined again").isEqualTo(connection);
            throw new IllegalStateException();
        }));
        assertThat(Stream.of(40, 41).filter(this::exists)).containsExactly(41);
    }

    @Test
    void aNewOneMayBeAnotherTenants() {
        acme.useTransaction(outer -> {
            insert(outer.dsl(), 42);
            layer.database(GLOBEX)
                    .useTransaction(
                            defaults().requiresNew(),
                            inner -> assertThat(inner.dsl().fetchExists(NOTES, NOTES.id.eq(42)))
                                    .isFalse());
        });
        assertThat(exists(42)).isTrue();
    }

    @Test
    void aNewOneNeverWaitsForTheConnectionsOfItsOwnThread() {
        TransactionOptions own = defaults().requiresNew();
        assertThatExceptionOfType(PoolExhaustedException.class)
                .isThrownBy(() -> acme.useTransaction(
                        own,
                        one -> acme.useTransaction(
                                own, two -> acme.useTransaction(own, three -> acme.useTransaction(own, four -> {})))))
                .matches(refused -> refused.reason() == PoolExhaustedException.Reason.HELD_BY_CALLER)
                .withMessageContaining("this thread holds one already")
                .withMessageContaining("join its transaction, or raise the pool's max");
    }

    @Test
    void aNewOneIsOverWhenTheOneThatWaitsForItHasToBe() {
        TransactionOptions outer = defaults().withTransactionTimeout(Duration.ofSeconds(1));
        for (TransactionOptions inner : List.of(
                defaults().requiresNew(), defaults().requiresNew().withTransactionTimeout(Duration.ofSeconds(50)))) {
            List<Throwable> told = new ArrayList<>();
            // The outer one's time is up by then too.
            swallow(() -> acme.useTransaction(outer, transaction -> {
                told.add(catchThrowable(
                        () -> acme.useTransaction(inner, fresh -> fresh.dsl().fetch("select pg_sleep(5)"))));
            }));
            assertThat(told)
                    .singleElement(as(THROWABLE))
                    .isInstanceOf(TimedOutException.class)
                    .hasMessageContaining("PT1S");
        }
    }

    @Test
    void aNewOneMayBeOverSooner() {
        TransactionOptions outer = defaults().withTransactionTimeout(Duration.ofSeconds(50));
        TransactionOptions inner = defaults().requiresNew().withTransactionTimeout(Duration.ofSeconds(1));
        acme.useTransaction(outer, transaction -> {
            assertThatExceptionOfType(TimedOutException.class)
                    .isThrownBy(() ->
                            acme.useTransaction(inner, fresh -> fresh.dsl().fetch("select pg_sleep(60)")))
                    .withMessageContaining("PT1S");
            transaction.dsl().fetch("select 1");
        });
    }

    @Test
    void nestedWorkIsUndoneAlone() {
        TransactionOptions nested = defaults().nested();
        acme.useTransaction(outer -> {
            insert(outer.dsl(), 43);
            swallow(() -> acme.useTransaction(nested, inner -> {
                insert(inner.dsl(), 44);
                insert(inner.dsl(), 44);
            }));
            acme.useTransaction(nested, inner -> insert(inner.dsl(), 45));
            int given = acme.inTransaction(nested, inner -> {
                insert(inner.dsl(), 46);
                inner.setRollbackOnly();
                return 7;
            });
            assertThat(given).isEqualTo(7);
            assertThat(outer.isRollbackOnly()).isFalse();
        });
        assertThat(Stream.of(43, 44, 45, 46).filter(this::exists)).containsExactly(43, 45);
    }

    @Test
    void nestedWorkThatSwallowedAnErrorIsUndoneAndSaysSo() {
        acme.useTransaction(outer -> {
            insert(outer.dsl(), 47);
            assertThatExceptionOfType(TransactionRolledBackException.class)
                    .isThrownBy(() -> acme.useTransaction(
                            defaults().nested(),
                            inner -> swallow(() -> inner.dsl().fetch("select 1/0"))));
            insert(outer.dsl(), 48);
        });
        assertThat(Stream.of(47, 48).filter(this::exists)).containsExactly(47, 48);
    }

    @Test
    void nestedWorkWithoutATransactionOpensOne() {
        acme.useTransaction(defaults().nested(), transaction -> insert(transaction.dsl(), 49));
        assertThat(exists(49)).isTrue();
    }

    @Test
    void limitsThatTheOpenOneDoesNotMeetAreRefused() {
        acme.useTransaction(defaults().withTransactionTimeout(LONG), outer -> {
            assertRefused(() -> acme.useTransaction(defaults().withTransactionTimeout(SHORT), inner -> {}));
            assertRefused(() -> acme.useTransaction(defaults().withIdleTimeout(SHORT), inner -> {}));
            assertRefused(
                    () -> acme.useTransaction(defaults().withTimeout(SHORT).nested(), inner -> {}));
            acme.useTransaction(defaults().withTransactionTimeout(LONG).withName("inner"), inner -> {});
        });
        acme.useTransaction(
                defaults().withIsolation(Isolation.SERIALIZABLE),
                outer -> assertRefused(() -> acme.useTransaction(
                        defaults().withIsolation(Isolation.REPEATABLE_READ).nested(), inner -> {})));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(InvalidUseException.class).isThrownBy(call);
    }
}
