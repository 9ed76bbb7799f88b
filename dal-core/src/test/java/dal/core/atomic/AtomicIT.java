package dal.core.atomic;

import static dal.core.testkit.Backends.number;
import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Layer.GLOBEX;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dal.AtomicResult;
import dal.AtomicResult.Effect;
import dal.Session;
import dal.TenantDatabase;
import dal.consistency.LogPosition;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Notes;
import dal.core.testkit.Notes.Note;
import dal.core.testkit.Watched;
import dal.error.ConstraintViolatedException;
import dal.error.DatabaseException;
import dal.error.InvalidUseException;
import dal.error.StatementFailedException;
import dal.spi.Execution;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jooq.Insert;
import org.jooq.InsertResultStep;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements applied together: all of them or none, for one tenant. */
@PostgresTest(replicas = 1, pools = "it/")
class AtomicIT {

    private static final int MORE_THAN_THE_PREPARE_THRESHOLD = 14;

    private static Watched watched;
    private static Layer layer;
    private TestDatabase database;
    private TenantDatabase acme;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        database.execute("""
                create table part (
                    id int primary key,
                    whole int references part deferrable initially deferred,
                    tenant_id text not null default current_setting('app.tenant_id', true));
                create table wide (id int, a text, b text, c text);
                """);
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
        database.execute("truncate part, wide");
        acme = layer.database(ACME);
        watched.ended().clear();
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
        assertThat(watched.running()).isZero();
    }

    static Insert<Note> insert(int id) {
        return DSL.insertInto(NOTES, NOTES.id, NOTES.text).values(id, "new-" + id);
    }

    private int count(String sql) {
        return number(database, database.cluster().primary(), "select count(*) from " + sql);
    }

    private int notes() {
        return count("note where tenant_id = 'acme'");
    }

    @Test
    void appliesAllOfThem() {
        Query first = insert(10);
        Query second = DSL.update(NOTES).set(NOTES.text, "marked").where(NOTES.id.le(3));
        Query third = DSL.query("delete from note where id = {0}", DSL.val(1));
        AtomicResult done = acme.atomic(first, second, third);
        assertThat(done.effects()).extracting(Effect::count).containsExactly(1L, 3L, 1L);
        assertThat(done.count(second)).isEqualTo(3);
        assertThat(Notes.of(database, "acme")).containsExactly("marked", "new-10");
        assertThat(Notes.of(database, "globex")).containsExactly("globex-1", "globex-2");
    }

    @Test
    void nothingSendsNothing() {
        assertThat(acme.atomic().effects()).isEmpty();
        assertThat(watched.ended()).isEmpty();
    }

    @Test
    void whatJooqWouldNotSendHasNoEffect() {
        Query nothing = DSL.update(NOTES).set(Map.of());
        assertThat(acme.atomic(nothing).count(nothing)).isZero();
        Query refused = insert(1);
        DatabaseException told =
                catchThrowableOfType(DatabaseException.class, () -> acme.atomic(nothing, insert(10), refused));
        assertThat(told.statement()).hasValue(3);
        assertThat(acme.atomic(nothing, insert(10)).effects())
                .extracting(Effect::count)
                .containsExactly(0L, 1L);
    }

    @Test
    void oneIsEnough() {
        Query one = insert(10);
        assertThat(acme.atomic(one).count(one)).isEqualTo(1);
        assertThat(notes()).isEqualTo(4);
    }

    // --- one fails ---

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aFailureOfAnyUndoesAllAndTellsWhich(int position) {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            List<Query> statements = new ArrayList<>(List.of(
                    insert(10), insert(11), insert(12), DSL.update(NOTES).set(NOTES.text, "x")));
            statements.add(position - 1, insert(1));
            ConstraintViolatedException told = catchThrowableOfType(
                    ConstraintViolatedException.class, () -> acme.atomic(statements.toArray(Query[]::new)));
            assertThat(told.statement()).as("execution %s", i).hasValue(position);
            assertThat(told)
                    .hasMessageContaining("statement " + position + " of 5 (INSERT note)")
                    .hasMessageNotContaining("new-1");
            assertThat(Notes.of(database, "acme")).containsExactly("acme-1", "acme-2", "acme-3");
        }
    }

    @Test
    void aStatementThatCannotEvenBeParsedIsNamed() {
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class,
                () -> acme.atomic(insert(10), DSL.query("update nothing_there set secret = 'hush'"), insert(11)));
        assertThat(told).isInstanceOf(StatementFailedException.class);
        assertThat(told.statement()).hasValue(2);
        assertThat(told).hasMessageContaining("statement 2 of 3 (UPDATE)").hasMessageNotContaining("hush");
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void aFailureAtTheCommitUndoesAllAndIsNoStatements() {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            ConstraintViolatedException told = catchThrowableOfType(
                    ConstraintViolatedException.class,
                    () -> acme.atomic(insert(10), DSL.query("insert into part (id, whole) values (1, 2)")));
            assertThat(told.statement()).isEmpty();
            assertThat(told).hasMessageContaining("the commit of 2 statements");
            assertThat(notes()).isEqualTo(3);
        }
        acme.atomic(
                DSL.query("insert into part (id, whole) values (1, 2)"), DSL.query("insert into part (id) values (2)"));
        assertThat(count("part")).isEqualTo(2);
    }

    @Test
    void whatCannotRunInATransactionIsRefused() {
        DatabaseException told =
                catchThrowableOfType(DatabaseException.class, () -> acme.atomic(insert(10), DSL.query("vacuum note")));
        assertThat(told.statement()).hasValue(2);
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void aProcedureThatCommitsIsRefused() {
        database.execute("create or replace procedure commits() language plpgsql as 'begin commit; end'");
        DatabaseException told = catchThrowableOfType(
                DatabaseException.class, () -> acme.atomic(insert(10), DSL.query("call commits()"), insert(11)));
        assertThat(told.statement()).hasValue(2);
        assertThat(notes()).isEqualTo(3);
    }

    // --- what is refused before anything is sent ---

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback", "begin", "select 1; commit"})
    void transactionControlIsNotSent(String sql) {
        assertThatThrownBy(() -> acme.atomic(insert(10), DSL.query(sql))).isInstanceOf(InvalidUseException.class);
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void takes250Statements() {
        Query[] most = IntStream.range(0, 250).mapToObj(i -> insert(1000 + i)).toArray(Query[]::new);
        for (int i = 0; i < 7; i++) {
            assertThat(acme.atomic(most).effects()).hasSize(250);
            assertThat(notes()).isEqualTo(253);
            DatabaseException told = catchThrowableOfType(DatabaseException.class, () -> acme.atomic(most));
            assertThat(told.statement()).hasValue(1);
            acme.dsl().deleteFrom(NOTES).where(NOTES.id.ge(1000)).execute();
        }
        Query[] tooMany = Collections.nCopies(251, insert(1)).toArray(Query[]::new);
        assertThatThrownBy(() -> acme.atomic(tooMany))
                .isInstanceOf(InvalidUseException.class)
                .hasMessageContaining("250");
    }

    @Test
    void undoes249OthersWhereTheLastOf250Fails() {
        Query[] statements = IntStream.rangeClosed(1, 250)
                .mapToObj(i -> insert(i == 250 ? 1 : 1000 + i))
                .toArray(Query[]::new);
        DatabaseException told = catchThrowableOfType(DatabaseException.class, () -> acme.atomic(statements));
        assertThat(told.statement()).hasValue(250);
        assertThat(notes()).isEqualTo(3);
    }

    @Test
    void takes65535BindValuesWithTheTenants() {
        List<Integer> values = Collections.nCopies(32_766, 1);
        Query half = DSL.query("select 1 where 1 = all(array[" + "?,".repeat(32_765) + "?])", values.toArray());
        acme.atomic(half, half, DSL.query("select ?, ?", 1, 1));
        assertThatThrownBy(() -> acme.atomic(half, half, DSL.query("select ?, ?, ?", 1, 1, 1)))
                .isInstanceOf(InvalidUseException.class)
                .hasMessageContaining("65535")
                .hasMessageContaining("65536");
    }

    // --- rows ---

    @Test
    void returnsRowsOfEachStatementsOwnType() {
        InsertResultStep<Note> inserted = DSL.insertInto(NOTES, NOTES.id, NOTES.text)
                .values(10, "ten")
                .values(11, "eleven")
                .returning();
        ResultQuery<Record1<Integer>> ids = DSL.update(NOTES)
                .set(NOTES.text, NOTES.text.concat("!"))
                .where(NOTES.id.ge(10))
                .returningResult(NOTES.id);
        Select<Record1<String>> texts = DSL.select(NOTES.text).from(NOTES).orderBy(NOTES.id);
        Query deleted = DSL.deleteFrom(NOTES).where(NOTES.id.eq(1));
        AtomicResult done = acme.atomic(inserted, ids, texts, deleted);
        assertThat(done.effects()).extracting(Effect::count).containsExactly(2L, 2L, 5L, 1L);
        Result<Note> notes = done.rows(inserted);
        assertThat(notes).extracting(note -> note.get(NOTES.text)).containsExactly("ten", "eleven");
        assertThat(done.rows(ids)).extracting(Record1::value1).containsExactlyInAnyOrder(10, 11);
        assertThat(done.rows(texts).getValues(NOTES.text))
                .containsExactly("acme-1", "acme-2", "acme-3", "ten!", "eleven!");
        assertThat(done.effects().getLast().rows()).isNull();
        Note ten = notes.getFirst();
        ten.set(NOTES.text, "stored");
        ten.store();
        assertThat(Notes.of(database, "acme")).contains("stored");
    }

    @Test
    void returnsRowsOfPlainSql() {
        ResultQuery<?> returning = DSL.resultQuery("update note set text = text || ? returning id, text", "!");
        Query notAskedFor = DSL.query("select 1 as one union all select 2");
        AtomicResult done = acme.atomic(returning, notAskedFor);
        assertThat(done.rows(returning).getValues("text", String.class))
                .containsExactlyInAnyOrder("acme-1!", "acme-2!", "acme-3!");
        assertThat(done.count(notAskedFor)).isEqualTo(2);
        assertThat(done.effects().getLast().rows()).hasSize(2);
    }

    @Test
    void noRowsAreAnEmptyResult() {
        ResultQuery<?> none = DSL.deleteFrom(NOTES).where(NOTES.id.eq(99)).returning();
        assertThat(acme.atomic(none).rows(none)).isEmpty();
    }

    // --- prepared on the server, and where the driver puts a Sync between ---

    @Test
    void wideRowsBetweenWritesLeaveItAllOrNothing() {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            Query wide = DSL.query("insert into wide values (?, ?, ?, ?) returning a, b, c", i, "a", "b", "c");
            Query many = DSL.query("update wide set a = a returning a, b, c, repeat('x', 20000) as d");
            List<Query> statements = new ArrayList<>();
            for (int k = 0; k < 20; k++) {
                statements.add(wide);
                statements.add(many);
            }
            statements.add(insert(1));
            DatabaseException told =
                    catchThrowableOfType(DatabaseException.class, () -> acme.atomic(statements.toArray(Query[]::new)));
            assertThat(told.statement()).as("execution %s", i).hasValue(41);
            assertThat(count("wide")).as("execution %s", i).isZero();
            statements.removeLast();
            statements.add(20, insert(1));
            told = catchThrowableOfType(DatabaseException.class, () -> acme.atomic(statements.toArray(Query[]::new)));
            assertThat(told.statement()).as("execution %s", i).hasValue(21);
            assertThat(count("wide")).as("execution %s", i).isZero();
        }
    }

    @Test
    void aPlanThatTheServerNoLongerHasIsMadeAgain() {
        ResultQuery<?> all = DSL.resultQuery("select * from part");
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            acme.atomic(insert(100 + i), all);
        }
        database.execute("alter table part add column more int");
        try {
            AtomicResult done = acme.atomic(insert(200), all);
            assertThat(done.rows(all).fields()).hasSize(4);
            assertThat(count("note where id = 200")).isEqualTo(1);
        } finally {
            database.execute("alter table part drop column more");
        }
    }

    // --- whose ---

    @Test
    void anotherTenantsRowsAreUntouched() {
        for (int i = 0; i < MORE_THAN_THE_PREPARE_THRESHOLD; i++) {
            Query all = DSL.update(NOTES).set(NOTES.text, "mine-" + i);
            assertThat(acme.atomic(all, DSL.query("select text from note")).effects())
                    .extracting(Effect::count)
                    .containsExactly(3L, 3L);
            assertThat(layer.database(GLOBEX)
                            .atomic(DSL.query("select text from note"), all)
                            .effects())
                    .extracting(Effect::count)
                    .containsExactly(2L, 2L);
        }
        assertThatThrownBy(() ->
                        acme.atomic(DSL.query("insert into note (id, text, tenant_id) values (50, 'x', 'globex')")))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void aClassThatBindsNothingIsAtomicToo() {
        TenantDatabase alone = layer.database(ALONE);
        Query wide = DSL.query("insert into wide (id) values (1)");
        assertThatThrownBy(() -> alone.atomic(
                        wide, DSL.query("insert into part (id, tenant_id) values (1, 'x')"), DSL.query("select 1 / 0")))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        told -> assertThat(told.statement()).hasValue(3));
        assertThat(count("wide")).isZero();
        alone.atomic(wide, wide);
        assertThat(count("wide")).isEqualTo(2);
    }

    @Test
    void aSessionIsToldThePositionBehindTheCommit() {
        Session session = layer.databases().session(ACME);
        session.atomic(insert(10), insert(11));
        LogPosition first = session.token().position();
        assertThat(first).isGreaterThan(LogPosition.ORIGIN);
        Session next = layer.databases().session(ACME, session.token());
        assertThat(next.dsl().fetchExists(NOTES, NOTES.id.eq(11))).isTrue();
        session.atomic(insert(12));
        assertThat(session.token().position()).isGreaterThan(first);
        assertThatThrownBy(() -> session.atomic(insert(13), insert(1))).isInstanceOf(DatabaseException.class);
    }

    // --- who watches ---

    @Test
    void isOneExecution() {
        acme.atomic(insert(10), DSL.update(NOTES).set(NOTES.text, "x"));
        assertThat(watched.ended()).singleElement().satisfies(ended -> {
            assertThat(ended.kind()).isEqualTo(Execution.Kind.BATCH);
            assertThat(ended.execution().sql()).startsWith("insert into").contains("; update");
            assertThat(ended.outcome().rows()).isEqualTo(5);
            assertThat(ended.outcome().error()).isNull();
        });
        watched.ended().clear();
        assertThatThrownBy(() -> acme.atomic(insert(1))).isInstanceOf(ConstraintViolatedException.class);
        assertThat(watched.ended())
                .singleElement()
                .satisfies(
                        ended -> assertThat(ended.outcome().error()).isInstanceOf(ConstraintViolatedException.class));
    }
}
