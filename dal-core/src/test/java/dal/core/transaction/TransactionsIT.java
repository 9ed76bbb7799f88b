package dal.core.transaction;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Notes.insert;
import static dal.core.testkit.Swallowing.swallow;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.multibindings.OptionalBinder;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Notes.Note;
import dal.error.ConstraintViolatedException;
import dal.error.InvalidUseException;
import dal.error.StatementFailedException;
import dal.error.TimedOutException;
import dal.error.TransactionRolledBackException;
import dal.error.WriteOnReadRouteException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.conf.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest(pools = "it/")
class TransactionsIT {

    private static Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        database.execute("""
                create table part (
                    id int primary key,
                    whole int references part deferrable initially deferred,
                    tenant_id text not null default current_setting('app.tenant_id', true));
                """);
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
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    private boolean exists(int id) {
        return Notes.exists(acme, id);
    }

    /** As where the stack or the memory is at its end. */
    private static final class Exhausting extends Settings {

        private static final long serialVersionUID = 1L;

        private final AtomicBoolean exhausted = new AtomicBoolean();

        @Override
        public Object clone() {
            if (exhausted.get()) {
                throw new StackOverflowError("as if");
            }
            return super.clone();
        }
    }

    @Test
    void anErrorBetweenItsConnectionAndItsWorkLeavesNothing(TestDatabase database) {
        Exhausting settings = new Exhausting();
        try (Layer exhausted = Layer.over(
                database,
                binder -> OptionalBinder.newOptionalBinder(binder, Settings.class)
                        .setBinding()
                        .toInstance(settings))) {
            TenantDatabase itsAcme = exhausted.database(ACME);
            settings.exhausted.set(true);
            assertThatExceptionOfType(StackOverflowError.class)
                    .isThrownBy(() -> itsAcme.useTransaction(transaction -> {}));
            settings.exhausted.set(false);
            exhausted.pools().assertClean();
            itsAcme.useTransaction(transaction -> transaction.dsl().fetch("select 1"));
        }
    }

    private static String show(DSLContext dsl, String setting) {
        return dsl.fetchSingle("select current_setting(?)", setting).get(0, String.class);
    }

    @Test
    void commitsWhenTheWorkReturns() {
        String result = acme.inTransaction(transaction -> {
            insert(transaction.dsl(), 10);
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(exists(10)).isTrue();
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("checked"), new IllegalStateException("unchecked"), new AssertionError("an error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void rollsBackWhenTheWorkThrowsAndPassesItOn(Throwable failure) {
        Throwable thrown = catchThrowable(() -> acme.useTransaction(transaction -> {
            insert(transaction.dsl(), 11);
            throw TransactionsIT.<RuntimeException>any(failure);
        }));
        assertThat(thrown).isSameAs(failure);
        assertThat(exists(11)).isFalse();
    }

    @SuppressWarnings("unchecked") // Throws whatever it is given, which no signature allows.
    private static <X extends Throwable> X any(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void rollbackOnlyReturnsTheResult() {
        int result = acme.inTransaction(transaction -> {
            insert(transaction.dsl(), 12);
            transaction.setRollbackOnly();
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(exists(12)).isFalse();
    }

    @Test
    void aSwallowedErrorIsThrownAtTheEnd() {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 13);
                    swallow(() -> insert(transaction.dsl(), 13));
                    swallow(() -> insert(transaction.dsl(), 14));
                }))
                .withCauseInstanceOf(ConstraintViolatedException.class);
        assertThat(exists(13)).isFalse();
    }

    @Test
    void anErrorSwallowedOnTheBareConnectionIsThrownAtTheEnd() {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> swallow(() -> transaction
                        .dsl()
                        .connection(connection -> connection.createStatement().execute("select 1/0")))));
    }

    @Test
    void workThatJoinsCommitsNothingByItself() {
        assertThatThrownBy(() -> acme.useTransaction(outer -> {
                    acme.useTransaction(inner -> insert(inner.dsl(), 15));
                    insert(acme.dsl(), 16);
                    assertThat(exists(15)).isTrue();
                    assertThat(acme.<Boolean, RuntimeException>read(dsl -> dsl.fetchExists(NOTES, NOTES.id.eq(16))))
                            .isTrue();
                    acme.dsl().transaction(inner -> insert(inner.dsl(), 17));
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Stream.of(15, 16, 17).filter(this::exists)).isEmpty();
    }

    @Test
    void workJoinsAJooqTransactionToo() {
        assertThatThrownBy(() -> acme.dsl().transaction(outer -> {
                    acme.useTransaction(inner -> insert(inner.dsl(), 18));
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(exists(18)).isFalse();
    }

    @Test
    void anotherTenantInsideIsRefused() {
        acme.useTransaction(transaction -> {
            TenantDatabase globex = layer.database(GLOBEX);
            assertThatExceptionOfType(InvalidUseException.class)
                    .isThrownBy(() -> globex.dsl().fetchCount(NOTES));
            assertThatExceptionOfType(InvalidUseException.class)
                    .isThrownBy(() -> globex.read(dsl -> dsl.fetchCount(NOTES)));
            assertThatExceptionOfType(InvalidUseException.class).isThrownBy(() -> globex.useTransaction(inner -> {}));
            assertThatExceptionOfType(InvalidUseException.class)
                    .isThrownBy(() -> globex.dsl().transaction(inner -> {}));
            assertThatExceptionOfType(InvalidUseException.class)
                    .isThrownBy(() -> globex.dsl().connection(connection -> {}));
            assertThat(transaction.dsl().fetchCount(NOTES)).isEqualTo(3);
        });
    }

    @Test
    void anotherThreadDoesNotInheritIt() {
        acme.useTransaction(transaction -> {
            insert(transaction.dsl(), 19);
            assertThat(CompletableFuture.supplyAsync(() -> exists(19)).join()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void runsAtItsIsolation(Isolation isolation) {
        acme.useTransaction(defaults().withIsolation(isolation), transaction -> {
            assertThat(show(transaction.dsl(), "transaction_isolation")).isEqualTo(isolation.sql());
            assertThat(show(transaction.dsl(), "transaction_isolation")).isEqualTo(isolation.sql());
        });
        acme.useTransaction(transaction ->
                assertThat(show(transaction.dsl(), "transaction_isolation")).isEqualTo("read committed"));
    }

    @Test
    void readOnlyRefusesWrites() {
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() ->
                        acme.useTransaction(defaults().asReadOnly(), transaction -> insert(transaction.dsl(), 20)));
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> acme.useTransaction(
                        defaults().asReadOnly(),
                        transaction -> transaction.dsl().execute("call mark_notes()")));
    }

    @Test
    void itsTimeoutHoldsInsideAndNotAfter() {
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.useTransaction(
                        defaults().withTimeout(Duration.ofMillis(100)),
                        transaction -> transaction.dsl().fetch("select pg_sleep(20)")));
        acme.useTransaction(
                defaults().withTimeout(Duration.ofMillis(1500)),
                transaction ->
                        assertThat(show(transaction.dsl(), "statement_timeout")).isEqualTo("1500ms"));
        assertThat(show(acme.dsl(), "statement_timeout")).isEqualTo("10s");
    }

    @Test
    void optionsThatTheOpenOneDoesNotMeetAreRefused() {
        acme.useTransaction(outer -> {
            assertRefused(() -> acme.useTransaction(defaults().withIsolation(Isolation.SERIALIZABLE), inner -> {}));
            assertRefused(() -> acme.useTransaction(defaults().withTimeout(Duration.ofSeconds(1)), inner -> {}));
        });
        acme.useTransaction(defaults().asReadOnly(), outer -> assertRefused(() -> acme.useTransaction(inner -> {})));
        acme.useTransaction(
                defaults().withIsolation(Isolation.SERIALIZABLE).withTimeout(Duration.ofSeconds(1)),
                outer -> acme.useTransaction(
                        defaults().withIsolation(Isolation.SERIALIZABLE).withTimeout(Duration.ofSeconds(2)),
                        inner -> {}));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(InvalidUseException.class).isThrownBy(call);
    }

    @Test
    void aDeferredConstraintThatFailsAtTheCommitCommitsNothing() {
        assertThatExceptionOfType(ConstraintViolatedException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 21);
                    transaction.dsl().execute("insert into part (id, whole) values (1, 2)");
                }));
        assertThat(exists(21)).isFalse();
    }

    @Test
    void aDeferredConstraintThatFailsBehindAnAutocommitWriteIsToldToo() {
        assertThatExceptionOfType(ConstraintViolatedException.class)
                .isThrownBy(() -> acme.dsl().execute("insert into part (id, whole) values (1, 2)"));
    }

    @Test
    void rollingBackToASavepointUndoesOnlyWhatCameAfterIt() {
        acme.useTransaction(transaction -> {
            insert(transaction.dsl(), 22);
            swallow(() -> transaction.dsl().transaction(inner -> {
                insert(inner.dsl(), 23);
                insert(inner.dsl(), 23);
            }));
            assertThat(transaction.dsl().selectFrom(NOTES).fetch(NOTES.id))
                    .contains(1, 22)
                    .doesNotContain(23);
            insert(transaction.dsl(), 24);
        });
        assertThat(Stream.of(22, 23, 24).filter(this::exists)).containsExactly(22, 24);
    }

    @Test
    void aNestedOneThatCannotBeginUndoesNothingOfTheOuterOnes() {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> acme.useTransaction(transaction -> {
                    insert(transaction.dsl(), 25);
                    transaction.dsl().transaction(outer -> {
                        insert(outer.dsl(), 26);
                        swallow(() -> outer.dsl().execute("select 1/0"));
                        swallow(() -> transaction.dsl().transaction(inner -> {}));
                        swallow(() -> outer.dsl().transaction(inner -> {}));
                    });
                }));
        assertThat(Stream.of(25, 26).filter(this::exists)).isEmpty();
    }

    @Test
    void theFirstStatementMayReturnRowsAndFailToo() {
        acme.useTransaction(transaction ->
                assertThat(transaction.dsl().selectFrom(NOTES).fetch()).hasSize(3));
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() ->
                        acme.useTransaction(transaction -> transaction.dsl().fetch("select * from nowhere")));
    }

    @Test
    void aRecordStoredTwiceGoesThroughTheSameTransaction() {
        acme.useTransaction(transaction -> {
            Note note = transaction.dsl().newRecord(NOTES);
            note.set(NOTES.id, 27);
            note.store();
            note.set(NOTES.text, "again");
            note.store();
        });
        assertThat(acme.dsl().fetchSingle(NOTES, NOTES.id.eq(27)).get(NOTES.text))
                .isEqualTo("again");
    }
}
