package dal.testing.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.using;

import dal.AtomicResult;
import dal.ReadOptions;
import dal.Session;
import dal.TenantDatabase;
import dal.consistency.CommitToken;
import dal.error.ConstraintViolatedException;
import dal.error.ErrorContext;
import dal.error.InvalidUseException;
import dal.error.ScopeEndedException;
import dal.error.StatementFailedException;
import dal.error.TransactionRolledBackException;
import dal.error.WriteOnReadRouteException;
import dal.tenant.TenantId;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.MockExecuteContext;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MockTenantDatabaseTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final DSLContext BUILDER = using(SQLDialect.POSTGRES);
    private static final Table<?> PRODUCT = table(name("product"));
    private static final Field<Integer> ID = field(name("id"), SQLDataType.INTEGER);

    private final MockTenantDatabase database = MockTenantDatabase.of(ACME, MockTenantDatabaseTest::answer);

    private static MockResult[] answer(MockExecuteContext statement) throws SQLException {
        if (statement.batch()) {
            MockResult[] results = new MockResult[statement.batchBindings().length];
            Arrays.fill(results, new MockResult(1));
            return results;
        }
        if (statement.sql().contains("broken")) {
            throw new SQLException("no such table", "42P01");
        }
        if (statement.sql().contains("taken")) {
            throw new ConstraintViolatedException(
                    "The name is taken", ErrorContext.NONE, "product_name", "product", null);
        }
        Result<Record1<Integer>> rows = BUILDER.newResult(ID);
        for (int id = 1; id <= 2; id++) {
            rows.add(BUILDER.newRecord(ID).values(id));
        }
        return new MockResult[] {new MockResult(rows.size(), rows)};
    }

    @Test
    void answersWithWhatTheTestProvides() {
        Session asSession = database;

        assertThat(asSession.tenant()).isEqualTo(ACME);
        assertThat(asSession.dsl().select(ID).from(PRODUCT).fetch(ID)).containsExactly(1, 2);
    }

    @Test
    void recordsTextBindsAndRouteOfEachStatement() {
        database.dsl().select(ID).from(PRODUCT).where(ID.gt(7)).fetch();
        database.dsl().update(PRODUCT).set(ID, (Integer) null).where(ID.eq(8)).execute();
        database.useTransaction(tx -> tx.dsl().select(ID).from(PRODUCT).fetch());

        assertThat(database.statements())
                .containsExactly(
                        new MockStatement(
                                "select \"id\" from \"product\" where \"id\" > ?", List.of(7), MockRoute.READ),
                        new MockStatement(
                                "update \"product\" set \"id\" = ? where \"id\" = ?",
                                Arrays.asList(null, 8),
                                MockRoute.WRITE),
                        new MockStatement("select \"id\" from \"product\"", List.of(), MockRoute.TRANSACTION));
    }

    @Test
    void recordsEachStatementOfABatch() {
        database.dsl()
                .batch(BUILDER.insertInto(PRODUCT, ID).values((Integer) null))
                .bind(1)
                .bind(2)
                .execute();

        assertThat(database.statements()).extracting(MockStatement::binds).containsExactly(List.of(1), List.of(2));
        assertThat(database.statements()).extracting(MockStatement::route).containsOnly(MockRoute.WRITE);
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void plainSqlGoesWhereAWriteWould() {
        database.dsl().fetch("select 1");

        assertThat(database.statements()).extracting(MockStatement::route).containsExactly(MockRoute.WRITE);
    }

    @Test
    void everyUseOfOneThreadJoinsTheOpenTransaction() {
        int rows = database.inTransaction(outer -> {
            database.dsl().insertInto(PRODUCT, ID).values(1).execute();
            database.useTransaction(
                    inner -> inner.dsl().insertInto(PRODUCT, ID).values(2).execute());
            return database.read(dsl -> dsl.select(ID).from(PRODUCT).fetch().size());
        });

        assertThat(rows).isEqualTo(2);
        assertThat(database.statements())
                .extracting(MockStatement::route)
                .containsOnly(MockRoute.TRANSACTION)
                .hasSize(3);
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void anotherThreadDoesNotJoin() {
        database.useTransaction(tx -> {
            tx.dsl().insertInto(PRODUCT, ID).values(1).execute();
            CompletableFuture.runAsync(
                            () -> database.dsl().select(ID).from(PRODUCT).fetch())
                    .join();
        });

        assertThat(database.statements())
                .extracting(MockStatement::route)
                .containsExactly(MockRoute.TRANSACTION, MockRoute.READ);
    }

    @Test
    void rollsBackWhenTheWorkThrows() {
        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    tx.dsl().insertInto(PRODUCT, ID).values(1).execute();
                    throw new IllegalStateException("the work's own");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(database.rollbacks()).isEqualTo(1);
        assertThat(database.commits()).isZero();
        database.dsl().select(ID).from(PRODUCT).fetch();
        assertThat(database.statements().getLast().route()).isEqualTo(MockRoute.READ);
    }

    @Test
    void rollbackOnlyRollsBackAndStillReturnsTheResult() {
        String result = database.inTransaction(tx -> {
            tx.dsl().insertInto(PRODUCT, ID).values(1).execute();
            database.useTransaction(inner -> inner.setRollbackOnly());
            assertThat(tx.isRollbackOnly()).isTrue();
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(database.rollbacks()).isEqualTo(1);
        assertThat(database.commits()).isZero();
    }

    @Test
    void aTransactionWhoseFailureWasSwallowedDoesNotCommit() {
        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    assertThatThrownBy(() -> tx.dsl().fetch("select broken"))
                            .hasRootCauseInstanceOf(SQLException.class);
                    assertThatThrownBy(() -> tx.dsl().fetch("select 1"))
                            .isInstanceOfSatisfying(
                                    StatementFailedException.class,
                                    e -> assertThat(e.sqlState()).isEqualTo("25P02"));
                }))
                .isInstanceOf(TransactionRolledBackException.class)
                .hasCauseInstanceOf(SQLException.class);

        assertThat(database.rollbacks()).isEqualTo(1);
    }

    @Test
    void anErrorTheTestThrowsArrivesAsItIs() {
        assertThatThrownBy(() -> database.dsl().execute("insert taken"))
                .isInstanceOfSatisfying(
                        ConstraintViolatedException.class,
                        e -> assertThat(e.constraint()).contains("product_name"));
        assertThat(database.commits()).isZero();
    }

    @Test
    void aSavepointUndoesTheFailure() {
        database.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.dsl().transaction(nested -> nested.dsl().fetch("select broken")))
                    .hasRootCauseInstanceOf(SQLException.class);
            tx.dsl().insertInto(PRODUCT, ID).values(1).execute();
        });

        assertThat(database.commits()).isEqualTo(1);
        assertThat(database.rollbacks()).isZero();
    }

    @Test
    void jooqsOwnTransactionIsOneToJoin() {
        database.dsl().transaction(configuration -> {
            configuration.dsl().insertInto(PRODUCT, ID).values(1).execute();
            database.dsl().insertInto(PRODUCT, ID).values(2).execute();
        });
        assertThatThrownBy(() -> database.dsl().transaction(configuration -> {
                    configuration.dsl().insertInto(PRODUCT, ID).values(3).execute();
                    throw new IllegalStateException("the work's own");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(database.statements())
                .extracting(MockStatement::route)
                .containsOnly(MockRoute.TRANSACTION)
                .hasSize(3);
        assertThat(database.commits()).isEqualTo(1);
        assertThat(database.rollbacks()).isEqualTo(1);
        database.dsl().select(ID).from(PRODUCT).fetch();
        assertThat(database.statements().getLast().route()).isEqualTo(MockRoute.READ);
    }

    @Test
    void aTransactionWithoutAStatementCommitsNothing() {
        database.useTransaction(tx -> {});

        assertThat(database.commits()).isZero();
        assertThat(database.token())
                .isEqualTo(CommitToken.origin(database.token().cluster()));
    }

    @Test
    void optionsTheOpenTransactionDoesNotMeetAreRefused() {
        TransactionOptions readOnly = TransactionOptions.defaults().asReadOnly();
        TransactionOptions serializable = TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);

        database.useTransaction(
                readOnly,
                tx -> assertThatThrownBy(() -> database.useTransaction(inner -> {}))
                        .isInstanceOf(InvalidUseException.class)
                        .hasMessageContaining("read-only"));
        database.useTransaction(tx -> assertThatThrownBy(() -> database.useTransaction(serializable, inner -> {}))
                .isInstanceOf(InvalidUseException.class)
                .hasMessageContaining("isolation"));
        database.useTransaction(serializable, tx -> database.useTransaction(serializable, inner -> {}));
    }

    static Stream<Select<?>> readsThatAreNone() {
        return Stream.of(
                BUILDER.select(ID).from(PRODUCT).forUpdate(),
                BUILDER.select(ID).from(PRODUCT).forNoKeyUpdate().skipLocked(),
                BUILDER.select(ID).from(PRODUCT).forShare(),
                BUILDER.with("gone")
                        .as(BUILDER.deleteFrom(PRODUCT).returning(ID))
                        .selectFrom(table(name("gone"))));
    }

    @ParameterizedTest
    @MethodSource("readsThatAreNone")
    void aSelectThatLocksOrWritesIsNoRead(Select<?> select) {
        assertThatThrownBy(() -> database.read(dsl -> dsl.fetch(select))).isInstanceOf(WriteOnReadRouteException.class);
        database.dsl().fetch(select);

        assertThat(database.statements()).extracting(MockStatement::route).containsExactly(MockRoute.WRITE);
    }

    @Test
    void aBlockOfReadsRefusesAWriteBeforeItIsSent() {
        assertThatThrownBy(() -> database.read(
                        dsl -> dsl.insertInto(PRODUCT, ID).values(1).execute()))
                .isInstanceOf(WriteOnReadRouteException.class)
                .hasMessageContaining("[tenant=acme]");
        assertThatThrownBy(() -> database.read(dsl ->
                        dsl.insertInto(PRODUCT, ID).values(1).returning(ID).fetch()))
                .isInstanceOf(WriteOnReadRouteException.class);
        assertThatThrownBy(() -> database.read(dsl -> dsl.truncate(PRODUCT).execute()))
                .isInstanceOf(WriteOnReadRouteException.class);
        assertThatThrownBy(() -> database.read(dsl -> dsl.batch(dsl.deleteFrom(PRODUCT), dsl.deleteFrom(PRODUCT))
                        .execute()))
                .isInstanceOf(WriteOnReadRouteException.class);
        assertThatThrownBy(() -> database.useTransaction(
                        TransactionOptions.defaults().asReadOnly(),
                        tx -> tx.dsl().deleteFrom(PRODUCT).execute()))
                .isInstanceOf(WriteOnReadRouteException.class);

        assertThat(database.statements()).isEmpty();
    }

    @Test
    void aBlockOfReadsTakesWhatIsNotKnownToWrite() {
        int rows = database.read(
                ReadOptions.defaults(), dsl -> dsl.fetch("select 1").size());

        assertThat(rows).isEqualTo(2);
        assertThat(database.statements()).extracting(MockStatement::route).containsExactly(MockRoute.READ);
        assertThatThrownBy(() -> database.read(dsl -> {
                    dsl.transaction(configuration -> {});
                    return 0;
                }))
                .isInstanceOf(InvalidUseException.class);
    }

    @Test
    void whatAScopeGaveOutEndsWithIt() {
        AtomicReference<DSLContext> kept = new AtomicReference<>();
        AtomicReference<Cursor<Record1<Integer>>> cursor = new AtomicReference<>();
        database.useTransaction(tx -> {
            kept.set(tx.dsl());
            cursor.set(tx.dsl().select(ID).from(PRODUCT).fetchLazy());
            assertThat(cursor.get().fetchNext()).isNotNull();
        });

        assertThatThrownBy(() -> kept.get().fetch("select 1")).isInstanceOf(ScopeEndedException.class);
        assertThatThrownBy(() -> kept.get().connectionResult(connection -> connection.isClosed()))
                .isInstanceOf(ScopeEndedException.class);
        assertThatThrownBy(() -> cursor.get().fetchNext()).isInstanceOf(ScopeEndedException.class);

        DSLContext fromRead = database.read(dsl -> dsl);
        assertThatThrownBy(() -> fromRead.select(ID).from(PRODUCT).fetch()).isInstanceOf(ScopeEndedException.class);
        Stream<? extends Record> stream =
                database.read(dsl -> dsl.select(ID).from(PRODUCT).fetchStream());
        assertThatThrownBy(() -> stream.toList()).isInstanceOf(ScopeEndedException.class);
    }

    @Test
    void aCursorOfJoinedWorkEndsWithTheTransaction() {
        Cursor<Record1<Integer>> cursor = database.inTransaction(
                tx -> database.dsl().select(ID).from(PRODUCT).fetchLazy());

        assertThatThrownBy(cursor::fetchNext).isInstanceOf(ScopeEndedException.class);
    }

    @Test
    void aConnectionTakenByHandRunsWhereItsScopeDoes() {
        database.useTransaction(tx -> tx.dsl().connection(connection -> {
            try (var statement = connection.prepareStatement("select 1")) {
                statement.executeQuery();
            }
        }));

        assertThat(database.statements()).extracting(MockStatement::route).containsExactly(MockRoute.TRANSACTION);
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void theTokenAdvancesWithEveryCommitThatMayHaveWritten() {
        CommitToken first = database.token();
        database.useTransaction(tx -> tx.dsl().insertInto(PRODUCT, ID).values(1).execute());
        CommitToken second = database.token();
        database.dsl().insertInto(PRODUCT, ID).values(1).execute();
        CommitToken third = database.token();
        database.dsl().select(ID).from(PRODUCT).fetch();
        database.useTransaction(
                TransactionOptions.defaults().asReadOnly(),
                tx -> tx.dsl().select(ID).from(PRODUCT).fetch());

        assertThat(second.position()).isGreaterThan(first.position());
        assertThat(third.position()).isGreaterThan(second.position());
        assertThat(database.token()).isEqualTo(third);
        assertThat(CommitToken.parse(third.toString())).isEqualTo(third);
        assertThat(database.commits()).isEqualTo(3);
    }

    /** Stands for a service as an application writes one. */
    private record Shelf(TenantDatabase database) {

        List<Integer> products() {
            return database.dsl().select(ID).from(PRODUCT).fetch(ID);
        }
    }

    @Test
    void aServiceTakesItForTheRealOne() {
        assertThat(new Shelf(database).products()).containsExactly(1, 2);
    }

    // --- statements applied together ---

    @Test
    void statementsAppliedTogetherAreOneTransaction() {
        Select<Record1<Integer>> ids = BUILDER.select(ID).from(PRODUCT);
        AtomicResult done = database.atomic(BUILDER.query("update product set id = 1"), ids);
        assertThat(done.rows(ids).getValues(ID)).containsExactly(1, 2);
        assertThat(done.effects()).hasSize(2);
        assertThat(database.statements()).extracting(MockStatement::route).containsOnly(MockRoute.TRANSACTION);
        assertThat(database.commits()).isEqualTo(1);
        assertThatThrownBy(() -> database.atomic(BUILDER.query("update product set id = 1"), BUILDER.query("taken")))
                .isInstanceOf(ConstraintViolatedException.class);
        assertThat(database.rollbacks()).isEqualTo(1);
        assertThat(database.atomic().effects()).isEmpty();
        assertThat(database.commits()).isEqualTo(1);
    }

    @Test
    void statementsAppliedTogetherJoinAndAreUndoneAlone() {
        database.useTransaction(transaction -> {
            assertThatThrownBy(() -> database.atomic(BUILDER.query("taken")))
                    .isInstanceOf(ConstraintViolatedException.class);
            database.atomic(BUILDER.query("update product set id = 1"));
            assertThat(database.commits()).isZero();
        });
        assertThat(database.commits()).isEqualTo(1);
    }
}
