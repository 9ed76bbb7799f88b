package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.TenantDatabase;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.core.testkit.Watched;
import dal.core.testkit.Watched.Ended;
import dal.error.DatabaseException;
import dal.error.ErrorCode;
import dal.spi.Execution.Kind;
import dal.spi.RouteReason;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.List;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.TooManyRowsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What observers are told of each way that work can take. */
@PostgresTest(replicas = 1, pools = "it/")
class ObservedWorkIT {

    private final Watched watched = new Watched();
    private Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void open(TestDatabase database) {
        Notes.fill(database);
        layer = Layer.over(database, watched);
        acme = layer.database(ACME);
    }

    @AfterEach
    void everythingEnded() {
        layer.close();
        assertThat(watched.running()).isZero();
    }

    @Test
    void aReadTellsHowFreshItHasToBeAndHowLongItsRowsTook() {
        assertThat(acme.read((DSLContext dsl) -> dsl.fetch(NOTES))).hasSize(3);

        Ended read = only(Kind.STATEMENT);
        assertThat(read.execution().consistency()).isInstanceOf(Consistency.class);
        assertThat(read.execution().attempt()).isEqualTo(1);
        assertThat(read.outcome().rows()).isEqualTo(3);
        assertThat(read.outcome().batchSize()).isZero();
        assertThat(read.outcome().fetching())
                .isPositive()
                .isLessThan(read.outcome().duration());
    }

    @Test
    void aCursorCountsTheRowsOfAllItsPortions() {
        int read = acme.inTransaction(transaction -> {
            int rows = 0;
            try (Cursor<Notes.Note> cursor =
                    transaction.dsl().selectFrom(NOTES).fetchSize(1).fetchLazy()) {
                while (cursor.hasNext()) {
                    rows += cursor.fetchNext(2).size();
                }
            }
            return rows;
        });

        assertThat(read).isEqualTo(3);
        assertThat(only(Kind.STATEMENT).outcome().rows()).isEqualTo(3);
    }

    @Test
    void aBatchOfBindsTellsHowManyItHad() {
        acme.dsl()
                .batch(acme.dsl().insertInto(NOTES, NOTES.id, NOTES.text).values((Integer) null, null))
                .bind(11, "a")
                .bind(12, "b")
                .bind(13, "c")
                .execute();

        Ended batch = only(Kind.BATCH);
        assertThat(batch.outcome().batchSize()).isEqualTo(3);
        assertThat(batch.execution().sql()).startsWith("insert into \"note\"").doesNotContain("'a'");
    }

    @Test
    void aMixedBatchTellsItsDifferentStatementsWithoutTheirValues() {
        List<Query> queries = List.of(
                acme.dsl().insertInto(NOTES, NOTES.id, NOTES.text).values(21, "secret-21"),
                acme.dsl().update(NOTES).set(NOTES.text, "secret-x").where(NOTES.id.eq(21)),
                acme.dsl().insertInto(NOTES, NOTES.id, NOTES.text).values(22, "secret-22"));
        acme.dsl().batch(queries).execute();

        Ended batch = only(Kind.BATCH);
        assertThat(batch.outcome().batchSize()).isEqualTo(3);
        assertThat(batch.execution().sql()).contains("insert into", "; update").doesNotContain("secret");
    }

    @Test
    void batchedStatementsAreABatchWithinOneUseOfAConnection() {
        acme.dsl().batched(configuration -> {
            configuration
                    .dsl()
                    .insertInto(NOTES, NOTES.id, NOTES.text)
                    .values(31, "x")
                    .execute();
            configuration
                    .dsl()
                    .insertInto(NOTES, NOTES.id, NOTES.text)
                    .values(32, "y")
                    .execute();
        });

        assertThat(only(Kind.CONNECTION).execution().role()).isEqualTo(Role.PRIMARY);
        Ended batch = only(Kind.BATCH);
        assertThat(batch.parent()).isEqualTo(only(Kind.CONNECTION).execution());
        assertThat(batch.execution().sql()).endsWith("values (?, ?)");
        assertThat(batch.outcome().batchSize()).isEqualTo(2);
        assertThat(batch.outcome().rows()).isEqualTo(2);
    }

    @Test
    void aConnectionInTheCallersHandIsObservedAndTellsWhatFailedOnIt() {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> acme.dsl().connection(connection -> {
                    try (var statement = connection.prepareStatement("insert into note (id) values (1)")) {
                        statement.execute();
                    }
                }));

        Ended use = only(Kind.CONNECTION);
        Ended statement = only(Kind.STATEMENT);
        assertThat(statement.parent()).isEqualTo(use.execution());
        assertThat(statement.execution().sql()).isEqualTo("insert into note (id) values (1)");
        assertThat(statement.outcome().error()).isSameAs(use.outcome().error());
        assertThat(use.outcome().sqlState()).isEqualTo("23505");
        assertThat(use.outcome().error())
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATED));
    }

    @Test
    void aConnectionInTheCallersHandInsideATransactionIsPartOfIt() {
        acme.useTransaction(transaction -> transaction.dsl().connection(connection -> {
            try (var statement = connection.prepareStatement("select 1")) {
                statement.execute();
            }
        }));

        assertThat(only(Kind.CONNECTION).parent())
                .isNotNull()
                .extracting(dal.spi.Execution::kind)
                .isEqualTo(Kind.TRANSACTION);
    }

    @Test
    void everyWayToSendByHandIsObserved() {
        acme.dsl().connection(connection -> {
            try (var prepared = connection.prepareStatement("update note set text = ? where id = ?");
                    var plain = connection.createStatement()) {
                prepared.setString(1, "by hand");
                prepared.setInt(2, 1);
                prepared.executeUpdate();
                prepared.addBatch();
                prepared.setInt(2, 2);
                prepared.addBatch();
                prepared.executeBatch();
                plain.executeQuery("select id from note");
                plain.execute("delete from note where id = 2");
                plain.addBatch("delete from note where id = 98");
                plain.addBatch("delete from note where id = 99");
                plain.clearBatch();
                plain.addBatch("delete from note where id = 99");
                plain.executeLargeBatch();
                assertThat(prepared.getConnection()).isEqualTo(connection);
            }
        });

        List<Ended> parts = watched.ended().subList(0, 5);
        assertThat(parts)
                .extracting(Ended::kind)
                .containsExactly(Kind.STATEMENT, Kind.BATCH, Kind.STATEMENT, Kind.STATEMENT, Kind.BATCH);
        assertThat(parts).extracting(part -> part.outcome().rows()).containsExactly(1L, 2L, -1L, 1L, 0L);
        assertThat(parts).extracting(part -> part.outcome().batchSize()).containsExactly(0, 2, 0, 0, 1);
        assertThat(parts.get(4).execution().sql()).isEqualTo("delete from note where id = 99");
        assertThat(parts)
                .extracting(Ended::parent)
                .containsOnly(only(Kind.CONNECTION).execution());
    }

    @Test
    void askingForRowsChangesNothingOfAStatementThatClosesItself() {
        acme.dsl().connection(connection -> {
            try (var statement = connection.createStatement()) {
                statement.closeOnCompletion();
                assertThat(statement.execute("delete from note where id = 99")).isFalse();
            }
        });

        assertThat(only(Kind.STATEMENT).outcome().error()).isNull();
    }

    @Test
    void moreRowsThanTheCallerAskedForFailTheStatement() {
        assertThatExceptionOfType(TooManyRowsException.class)
                .isThrownBy(() -> acme.dsl().selectFrom(NOTES).fetchOne());

        assertThat(only(Kind.STATEMENT).outcome().error()).isInstanceOf(TooManyRowsException.class);
        assertThat(only(Kind.STATEMENT).outcome().sqlState()).isNull();
    }

    @Test
    void workForWhichThereIsNoNodeIsObservedAsRefused() {
        layer.routing().refuse(RouteReason.TWO_PRIMARIES);
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> acme.dsl().fetch("select 1"));
        assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> acme.useTransaction(transaction -> {}));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> acme.read((DSLContext dsl) -> dsl.fetch("select 1")));

        assertThat(watched.ended())
                .extracting(Ended::kind)
                .containsExactly(Kind.STATEMENT, Kind.TRANSACTION, Kind.CONNECTION);
        assertThat(watched.ended())
                .noneMatch(ended -> ended.execution().placed())
                .allMatch(ended -> ended.outcome().error() instanceof DatabaseException e
                        && e.code() == ErrorCode.NODE_UNAVAILABLE);
    }

    private Ended only(Kind kind) {
        assertThat(watched.ended(kind)).hasSize(1);
        return watched.ended(kind).getFirst();
    }
}
