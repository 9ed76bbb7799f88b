package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.RouteHint;
import dal.TenantDatabase;
import dal.cluster.Role;
import dal.error.WriteOnReadRouteException;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hint decides where a statement goes, as far as the guards allow. */
@PostgresTest(replicas = 1, pools = "path/")
class RouteHintIT {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Table<Record> T = table(name("hinted"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);

    private static WholeLayer layer;

    private TenantDatabase database;

    @BeforeAll
    static void start(TestDatabase database) {
        database.execute("""
                create table hinted (id int);
                create function report() returns int stable language sql as 'select count(*)::int from hinted';
                create function adds_one() returns int language sql as 'insert into hinted values (1) returning id';
                """);
        layer = WholeLayer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @BeforeEach
    void forget() {
        database = layer.databases().database(TENANT);
        layer.served().forget();
    }

    private static int rows(DSLContext dsl) {
        return dsl.select(count()).from(T).fetchSingle().value1();
    }

    @Test
    void primarySendsAReadToThePrimary() {
        rows(RouteHint.PRIMARY.on(database.dsl()));

        assertThat(layer.served().roles()).containsExactly(Role.PRIMARY);
    }

    @Test
    void replicaSendsPlainSqlAndFunctionsToAReplica() {
        DSLContext hinted = RouteHint.REPLICA.on(database.dsl());
        hinted.fetch("select report()");
        hinted.select(function(name("report"), SQLDataType.INTEGER)).fetch();
        hinted.fetchValue("select pg_is_in_recovery()");

        assertThat(layer.served().roles()).containsExactly(Role.REPLICA, Role.REPLICA, Role.REPLICA);
        assertThat(hinted.fetchValue("select pg_is_in_recovery()")).isEqualTo(true);
    }

    @Test
    void replicaRefusesAKnownWriteByItsKind() {
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> RouteHint.REPLICA
                        .on(database.dsl())
                        .insertInto(T, ID)
                        .values(1)
                        .execute())
                .withMessageContaining("INSERT writes");
        assertThat(rows(RouteHint.PRIMARY.on(database.dsl()))).isZero();
    }

    @Test
    void replicaLeavesAHiddenWriteToTheServerToRefuse() {
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> RouteHint.REPLICA.on(database.dsl()).fetch("select adds_one()"))
                .withMessageNotContaining("was not sent");
        assertThat(rows(RouteHint.PRIMARY.on(database.dsl()))).isZero();
    }

    @Test
    void theGivenDslIsNotChanged() {
        DSLContext given = database.dsl();
        RouteHint.PRIMARY.on(given);
        rows(given);
        assertThat(RouteHint.of(given.configuration())).isNull();
        given.fetch("select report()");

        assertThat(layer.served().roles()).containsExactly(Role.REPLICA, Role.PRIMARY);
    }

    @Test
    void theLastHintCounts() {
        DSLContext both = RouteHint.REPLICA.on(RouteHint.PRIMARY.on(database.dsl()));
        rows(both);

        assertThat(RouteHint.of(both.configuration())).isEqualTo(RouteHint.REPLICA);
        assertThat(layer.served().roles()).containsExactly(Role.REPLICA);
    }

    @Test
    void changesNothingWhereANodeIsChosenAlready() {
        database.useTransaction(transaction -> {
            transaction.dsl().insertInto(T, ID).values(7).execute();
            assertThat(rows(RouteHint.REPLICA.on(transaction.dsl()))).isEqualTo(1);
            assertThat(rows(RouteHint.REPLICA.on(database.dsl()))).isEqualTo(1);
            transaction.setRollbackOnly();
        });
        assertThat(layer.served().roles()).doesNotContain(Role.REPLICA);
        layer.served().forget();

        database.read((DSLContext reads) -> rows(RouteHint.PRIMARY.on(reads)));
        assertThat(layer.served().roles()).containsExactly(Role.REPLICA);
    }
}
