package dal.core;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.transaction.TransactionOptions.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.Session;
import dal.TenantDatabase;
import dal.consistency.LogPosition;
import dal.core.testkit.Layer;
import dal.testing.fault.WireProxy;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import dal.transaction.Isolation;
import dal.transaction.TransactionOptions;
import java.time.Duration;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P1: a read costs one round trip, the tenant's binding included; a transaction of n statements n + 1, causal token included. */
@PostgresTest
class RoundTripIT {

    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);
    private static final int WARM = 8;

    private WireProxy proxy;
    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("""
                create table note (id int, text text, tenant_id text not null default current_setting('app.tenant_id', true));
                alter table note enable row level security;
                create policy tenant on note using (tenant_id = current_setting('app.tenant_id', true));
                create table open_note (id int, text text);
                """);
    }

    @BeforeEach
    void start(TestDatabase database) {
        proxy = WireProxy.to(database.cluster().primary());
        layer = Layer.behind(database, node -> proxy.port());
    }

    @AfterEach
    void stop() {
        layer.close();
        proxy.close();
    }

    private long perCall(int calls, Runnable call) {
        for (int i = 0; i < WARM; i++) {
            call.run();
        }
        proxy.reset();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        long trips = proxy.roundTrips();
        assertThat(trips % calls)
                .as("round trips of %s calls: %s", calls, trips)
                .isZero();
        return trips / calls;
    }

    @Test
    void aBoundReadCostsOne() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(
                        10,
                        () -> database.dsl()
                                .select(ID)
                                .from(NOTE)
                                .where(ID.eq(1))
                                .fetch()))
                .isEqualTo(1);
        assertThat(perCall(
                        10,
                        () -> database.read(
                                dsl -> dsl.select(ID).from(NOTE).where(ID.eq(1)).fetch())))
                .isEqualTo(1);
    }

    @Test
    void anUnboundReadCostsOne() {
        TenantDatabase database = layer.databases().database(ALONE);
        assertThat(perCall(10, () -> database.dsl().fetchCount(table(name("open_note")))))
                .isEqualTo(1);
    }

    @Test
    void anAutocommitWriteCostsOneAndItsTokenNothing() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(
                        10,
                        () -> database.dsl()
                                .insertInto(NOTE, ID, TEXT)
                                .values(1, "a")
                                .execute()))
                .isEqualTo(1);
        Session session = layer.databases().session(ACME);
        assertThat(perCall(
                        10,
                        () -> session.dsl()
                                .insertInto(NOTE, ID, TEXT)
                                .values(1, "a")
                                .execute()))
                .isEqualTo(1);
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void aTransactionOfTwoCostsThreeAndItsTokenNothing() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(10, () -> twoWrites(database))).isEqualTo(3);
        Session session = layer.databases().session(ACME);
        assertThat(perCall(10, () -> twoWrites(session))).isEqualTo(3);
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void statementsAppliedTogetherCostOneAndTheirTokenNothing() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(10, () -> twoAtOnce(database))).isEqualTo(1);
        Session session = layer.databases().session(ACME);
        assertThat(perCall(10, () -> twoAtOnce(session))).isEqualTo(1);
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
        TenantDatabase unbound = layer.databases().database(ALONE);
        assertThat(perCall(
                        10,
                        () -> unbound.atomic(
                                DSL.query("insert into open_note values (1, 'a')"),
                                DSL.resultQuery("select text from open_note limit 1"))))
                .isEqualTo(1);
        assertThat(perCall(
                        10,
                        () -> database.useTransaction(transaction -> {
                            twoAtOnce(database);
                            twoAtOnce(database);
                        })))
                .isEqualTo(3);
    }

    @Test
    void aSessionsReadCostsOne() {
        Session session = layer.databases().session(ACME);
        assertThat(perCall(
                        10,
                        () -> session.dsl()
                                .select(TEXT)
                                .from(NOTE)
                                .where(ID.eq(1))
                                .fetch()))
                .isEqualTo(1);
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void aTransactionWithoutAStatementCostsNothing() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(10, () -> database.useTransaction(transaction -> {})))
                .isZero();
    }

    private static void twoAtOnce(TenantDatabase database) {
        database.atomic(
                DSL.insertInto(NOTE, ID, TEXT).values(2, "b").returning(ID),
                DSL.update(NOTE).set(TEXT, "c").where(ID.eq(2).and(TEXT.eq("nothing"))));
    }

    @Test
    void aTransactionOfTwoCostsThreeWhateverItAsksFor() {
        TransactionOptions options = defaults()
                .withIsolation(Isolation.SERIALIZABLE)
                .withTimeout(Duration.ofSeconds(10))
                .withTransactionTimeout(Duration.ofSeconds(20))
                .withIdleTimeout(Duration.ofSeconds(10))
                .withName("transfer")
                .resolvingOutcome();
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(10, () -> twoWrites(database, options))).isEqualTo(3);
        Session session = layer.databases().session(ACME);
        assertThat(perCall(10, () -> twoWrites(session, options))).isEqualTo(3);
        assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
    }

    @Test
    void aDeferrableReadCostsItsStatementsAndOneMore() {
        TenantDatabase database = layer.databases().database(ACME);
        assertThat(perCall(
                        10,
                        () -> database.useTransaction(
                                defaults().asDeferrable(),
                                transaction -> transaction
                                        .dsl()
                                        .select(ID)
                                        .from(NOTE)
                                        .where(ID.eq(1))
                                        .fetch())))
                .isEqualTo(2);
    }

    private static void twoWrites(TenantDatabase database) {
        twoWrites(database, defaults());
    }

    private static void twoWrites(TenantDatabase database, TransactionOptions options) {
        database.useTransaction(options, transaction -> {
            transaction.dsl().insertInto(NOTE, ID, TEXT).values(2, "b").execute();
            transaction
                    .dsl()
                    .update(NOTE)
                    .set(TEXT, "c")
                    .where(ID.eq(2).and(TEXT.eq("nothing")))
                    .execute();
        });
    }
}
