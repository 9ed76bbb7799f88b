package dal.core.session;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.ReadOptions;
import dal.TenantDatabase;
import dal.consistency.Consistency;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.InvalidUseException;
import dal.error.TimedOutException;
import dal.error.WriteOnReadRouteException;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P4: nothing that writes happens on a read route. */
@PostgresTest(replicas = 1)
class ReadsIT {

    private Layer layer;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
        database.execute("""
                create table open_note (id int);
                create function writes() returns int language sql as 'insert into open_note values (1) returning id';
                create view harmless as select writes() as id;
                """);
    }

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.over(database);
        Notes.fill(database);
        acme = layer.database(ACME);
    }

    @AfterEach
    void stop() {
        layer.pools().assertClean();
        layer.close();
    }

    private static int port(DSLContext dsl) {
        return dsl.fetchSingle("select inet_server_port()").get(0, Integer.class);
    }

    @Test
    void aReadGoesToAReplicaAndAWriteToThePrimary(TestDatabase database) {
        int replica = database.cluster().replicas().getFirst().port();
        int primary = database.cluster().primary().port();
        int read = acme.read(ReadsIT::port);
        assertThat(read).isEqualTo(replica);
        assertThat(port(acme.dsl())).as("plain SQL").isEqualTo(primary);
        int strong = acme.read(ReadOptions.defaults().withConsistency(Consistency.strong()), ReadsIT::port);
        assertThat(strong).isEqualTo(primary);
        int transaction = acme.inTransaction(open -> port(open.dsl()));
        assertThat(transaction).isEqualTo(primary);
    }

    @Test
    void everyStatementOfABlockGoesToTheNodeChosenOnce() {
        layer.routing().requests().clear();
        List<Integer> ports = acme.read(dsl -> List.of(port(dsl), port(dsl), port(dsl)));
        assertThat(ports).containsOnly(ports.getFirst());
        assertThat(layer.routing().requests()).hasSize(1);
    }

    @Test
    void theConsistencyAskedForReachesTheRouter() {
        acme.read(ReadOptions.defaults().withConsistency(Consistency.strong()), ReadsIT::port);
        acme.read(ReadsIT::port);
        acme.dsl().selectFrom(NOTES).fetch();
        acme.dsl().deleteFrom(NOTES).execute();
        assertThat(layer.routing().requests())
                .extracting(RouteRequest::intent, RouteRequest::consistency)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Intent.READ, Consistency.strong()),
                        org.assertj.core.groups.Tuple.tuple(Intent.READ, Consistency.eventual()),
                        org.assertj.core.groups.Tuple.tuple(Intent.READ, Consistency.eventual()),
                        org.assertj.core.groups.Tuple.tuple(Intent.WRITE, Consistency.strong()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"strong", "eventual"})
    void aKnownWriteIsRefusedByItsName(String consistency) {
        ReadOptions options = ReadOptions.defaults()
                .withConsistency(consistency.equals("strong") ? Consistency.strong() : Consistency.eventual());
        for (TenantDatabase database : List.of(acme, layer.database(ALONE))) {
            assertThatExceptionOfType(WriteOnReadRouteException.class)
                    .isThrownBy(() ->
                            database.read(options, dsl -> dsl.deleteFrom(NOTES).execute()))
                    .withMessageContaining("DELETE writes");
            assertThatExceptionOfType(WriteOnReadRouteException.class)
                    .isThrownBy(() -> database.read(
                            options,
                            dsl -> dsl.batch("insert into open_note values (2)").execute()))
                    .withMessageContaining("INSERT writes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select writes()",
                "select * from harmless",
                "with w as (insert into open_note values (3) returning 1) select * from w",
                "create table made (id int)"
            })
    void aHiddenWriteIsRefusedByTheServer(String sql) {
        for (TenantDatabase database : List.of(acme, layer.database(ALONE))) {
            for (Consistency consistency : List.of(Consistency.strong(), Consistency.eventual())) {
                ReadOptions options = ReadOptions.defaults().withConsistency(consistency);
                assertThatExceptionOfType(WriteOnReadRouteException.class)
                        .isThrownBy(() -> database.read(options, dsl -> dsl.execute(sql)));
                assertThatExceptionOfType(org.jooq.exception.DataAccessException.class)
                        .isThrownBy(() -> database.read(options, dsl -> {
                            dsl.connection(
                                    connection -> connection.createStatement().execute(sql));
                            return 0;
                        }))
                        .satisfies(refused -> assertThat(refused.sqlState()).isEqualTo("25006"));
            }
        }
        assertThat(layer.database(ALONE).dsl().fetchCount(org.jooq.impl.DSL.table("open_note")))
                .isZero();
    }

    @Test
    void theViewOfAWritingFunctionIsRefusedOnTheTenantsOwnDslToo() {
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> acme.dsl().selectFrom("harmless").fetch());
    }

    @Test
    void itsTimeoutHolds() {
        assertThatExceptionOfType(TimedOutException.class)
                .isThrownBy(() -> acme.read(
                        ReadOptions.defaults().withTimeout(Duration.ofMillis(100)),
                        dsl -> dsl.fetch("select pg_sleep(20)")));
    }

    @Test
    void aTransactionInItIsRefused() {
        assertThatExceptionOfType(InvalidUseException.class)
                .isThrownBy(() -> acme.read(dsl -> {
                    dsl.transaction(inner -> {});
                    return 0;
                }));
    }
}
