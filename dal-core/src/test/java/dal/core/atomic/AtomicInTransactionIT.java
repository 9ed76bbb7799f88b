package dal.core.atomic;

import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static dal.core.testkit.Swallowing.swallow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.AtomicResult;
import dal.Session;
import dal.TenantDatabase;
import dal.consistency.LogPosition;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.InvalidUseException;
import dal.error.TransactionRolledBackException;
import dal.error.WriteOnReadRouteException;
import dal.spi.Execution.Kind;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Insert;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements applied together inside an open transaction: they join it, and an error undoes them alone. */
@PostgresTest(pools = "it/")
class AtomicInTransactionIT {

    private static final int MORE_THAN_THE_PREPARE_THRESHOLD = 14;

    private static Watched watched;
    private static Layer layer;
    private TestDatabase database;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        database.execute("create table changing (id int)");
        watched = new Watched();
        layer = Layer.limited(database, Limits.USUAL.withConnections(1).checkedOnRelease(), watched);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void rows(TestDatabase database) {
        this.database = database;
        Notes.fill(database);
        acme = layer.database(ACME);
        watched.ended().clear();
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
        assertThat(watched.running()).isZero();
    }

    private static Insert<?> insert(int id) {
        return DSL.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new-" + id);
    }

    private int notes() {
        return number(database, database.cluster().primary(), "select count(*) from note where tenant_id = 'acme'");
    }

    @Test
    void takesEffectWithTheTransaction() {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            int first = 100 + 10 * i;
            acme.useTransaction(transaction -> {
                acme.atomic(insert(first), insert(first + 1));
                assertThat(notes()).isEqualTo(3);
                transaction.dsl().execute(insert(first + 2));
                ResultQuery<?> returning =
                        DSL.deleteFrom(NOTES).where(NOTES.id.ge(first)).returning();
                AtomicResult done = acme.atomic(returning, insert(first));
                assertThat(done.rows(returning)).hasSize(3);
            });
            assertThat(notes()).as("execution %s", i).isEqualTo(4);
            acme.dsl().deleteFrom(NOTES).where(NOTES.id.ge(100)).execute();
        }
        assertThatThrownBy(() -> acme.useTransaction(transaction -> {
                    acme.atomic(insert(10), insert(11));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void joinsWhatJooqOpenedToo() {
        acme.dsl().transaction(outer -> {
            acme.atomic(insert(10));
            outer.dsl().transaction(inner -> {
                swallow(() -> acme.atomic(insert(11), insert(1)));
                acme.atomic(insert(12));
            });
        });
        assertThat(Notes.of(database, "acme")).containsExactly("acme-1", "acme-2", "acme-3", "new-10", "new-12");
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 2", "true, 3", "false, 1", "false, 2", "false, 3"})
    void anErrorUndoesThemAloneAndTellsWhich(boolean opensTheTransaction, int position) {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            List<Query> statements = new ArrayList<>(List.of(insert(10), insert(11)));
            statements.add(position - 1, insert(1));
            int own = 100 + i;
            acme.useTransaction(transaction -> {
                if (!opensTheTransaction) {
                    transaction.dsl().execute(insert(own));
                }
                ConstraintViolatedException told = catchThrowableOfType(
                        ConstraintViolatedException.class, () -> acme.atomic(statements.toArray(Query[]::new)));
                assertThat(told.statement()).hasValue(position);
                if (opensTheTransaction) {
                    transaction.dsl().execute(insert(own));
                }
                acme.atomic(DSL.update(NOTES).set(NOTES.text, "mine").where(NOTES.id.eq(own)));
            });
            assertThat(notes()).as("execution %s", i).isEqualTo(4 + i);
        }
        assertThat(Notes.of(database, "acme")).containsExactly("acme-1", "acme-2", "acme-3", "mine");
        assertThat(Notes.of(database, "globex")).containsExactly("globex-1", "globex-2");
    }

    @Test
    void keepsTheIsolationWhereItOpensTheTransaction() {
        TransactionOptions serializable = TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);
        ResultQuery<?> isolation = DSL.resultQuery("select current_setting('transaction_isolation')");
        acme.useTransaction(serializable, transaction -> {
            swallow(() -> acme.atomic(insert(10), insert(1)));
            assertThat(acme.atomic(isolation).rows(isolation).getFirst().get(0)).isEqualTo("serializable");
        });
    }

    /** Or what was set since would be as it was at the beginning. */
    @Test
    void theTransactionsSettingsAreSentWithItAndNotAgain() {
        acme.useTransaction(TransactionOptions.defaults().withTimeout(Duration.ofSeconds(20)), transaction -> {
            acme.atomic(DSL.query("select set_config('statement_timeout', '12345ms', true)"));
            assertThat(transaction.dsl().fetchValue("select current_setting('statement_timeout')"))
                    .isEqualTo("12345ms");
        });
    }

    @Test
    void aFailedTransactionStaysFailed() {
        assertThatThrownBy(() -> acme.useTransaction(transaction -> {
                    swallow(() -> transaction.dsl().execute(insert(1)));
                    swallow(() -> acme.atomic(insert(10)));
                }))
                .isInstanceOf(TransactionRolledBackException.class)
                .hasCauseInstanceOf(ConstraintViolatedException.class);
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void aReadOnlyTransactionRefusesWrites() {
        assertThatThrownBy(() -> acme.useTransaction(
                        TransactionOptions.defaults().asReadOnly(), transaction -> acme.atomic(insert(10))))
                .isInstanceOf(WriteOnReadRouteException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPlanThatTheServerNoLongerHasIsMadeAgain(int before) {
        ResultQuery<?> all = DSL.resultQuery("select * from changing");
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            acme.useTransaction(transaction -> {
                for (int k = 0; k < before; k++) {
                    transaction.dsl().fetchCount(NOTES);
                }
                acme.atomic(DSL.query("select 1"), all);
            });
        }
        database.execute("alter table changing add column more" + before + " int");
        acme.useTransaction(transaction -> {
            for (int k = 0; k < before; k++) {
                transaction.dsl().fetchCount(NOTES);
            }
            assertThat(acme.atomic(DSL.query("select 1"), all).rows(all).fields())
                    .hasSize(2 + before);
        });
    }

    @Test
    void theTransactionsTokenCoversIt() {
        Session session = layer.databases().session(ACME);
        session.useTransaction(transaction -> session.atomic(insert(10)));
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void anotherTenantsIsRefused() {
        TenantDatabase globex = layer.database(GLOBEX);
        acme.useTransaction(transaction ->
                assertThatThrownBy(() -> globex.atomic(insert(10))).isInstanceOf(InvalidUseException.class));
    }

    @Test
    void isOneExecutionOfTheTransaction() {
        acme.useTransaction(transaction -> acme.atomic(insert(10), insert(11)));
        assertThat(watched.ended())
                .extracting(Watched.Ended::kind)
                .containsExactly(Kind.BATCH, Kind.COMMIT, Kind.TRANSACTION);
        assertThat(watched.ended(Kind.BATCH).getFirst().parent()).isNotNull();
    }

    @Test
    void whatItGivesOutEndsWithTheTransaction() {
        DatabaseException told = catchThrowableOfType(DatabaseException.class, () -> {
            ResultQuery<Notes.Note> texts = DSL.selectFrom(NOTES).limit(1);
            Notes.Note note = acme.inTransaction(
                    transaction -> acme.atomic(texts).rows(texts).getFirst());
            note.set(NOTES.text, "late");
            note.store();
        });
        assertThat(told).isInstanceOf(dal.error.ScopeEndedException.class);
    }
}
