package dal.core.session;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Layer.ALONE;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.RouteHint;
import dal.TenantDatabase;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.WriteOnReadRouteException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hint goes against what the library would decide by itself, and never past the server's own refusal of writes (P4). */
@PostgresTest(replicas = 1, pools = "it/")
class RouteHintIT {

    private static Layer layer;
    private static int primary;
    private static int replica;

    @BeforeAll
    static void start(TestDatabase database) {
        Notes.create(database);
        database.execute("""
                create table open_note (id int);
                create function writes() returns int language sql as 'insert into open_note values (1) returning id';
                """);
        Notes.fill(database);
        primary = database.cluster().primary().port();
        replica = database.cluster().replicas().getFirst().port();
        layer = Layer.over(database);
    }

    @AfterAll
    static void stop() {
        layer.close();
    }

    @AfterEach
    void nothingIsHeld() {
        layer.pools().assertClean();
    }

    private static int plain(DSLContext dsl) {
        return dsl.fetchSingle("select inet_server_port()").get(0, Integer.class);
    }

    private static int modelled(DSLContext dsl) {
        return dsl.select(DSL.field("inet_server_port()", Integer.class))
                .fetchSingle()
                .value1();
    }

    @Test
    void withoutOneProofDecides() {
        assertThat(plain(layer.database(ACME).dsl())).isEqualTo(primary);
        assertThat(modelled(layer.database(ACME).dsl())).isEqualTo(replica);
    }

    @Test
    void primaryTakesAReadThere() {
        for (TenantDatabase database : new TenantDatabase[] {layer.database(ACME), layer.database(ALONE)}) {
            DSLContext hinted = RouteHint.PRIMARY.on(database.dsl());
            assertThat(modelled(hinted)).isEqualTo(primary);
            assertThat(plain(hinted)).isEqualTo(primary);
            assertThat(modelled(database.dsl()))
                    .as("the given one is as it was")
                    .isEqualTo(replica);
        }
    }

    @Test
    void replicaTakesPlainSqlThere() {
        for (TenantDatabase database : new TenantDatabase[] {layer.database(ACME), layer.database(ALONE)}) {
            DSLContext hinted = RouteHint.REPLICA.on(database.dsl());
            assertThat(plain(hinted)).isEqualTo(replica);
            assertThat(plain(database.dsl())).isEqualTo(primary);
        }
        assertThat(RouteHint.REPLICA.on(layer.database(ACME).dsl()).fetch("select * from note"))
                .as("bound as ever")
                .hasSize(3);
    }

    @Test
    void replicaDoesNotLetAWriteThrough() {
        DSLContext hinted = RouteHint.REPLICA.on(layer.database(ACME).dsl());
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> hinted.deleteFrom(NOTES).execute())
                .withMessageContaining("DELETE writes");
        assertThatExceptionOfType(WriteOnReadRouteException.class).isThrownBy(() -> hinted.fetch("select writes()"));
        assertThatExceptionOfType(WriteOnReadRouteException.class)
                .isThrownBy(() -> RouteHint.PRIMARY
                        .on(layer.database(ACME).dsl())
                        .select(DSL.field("writes()"))
                        .fetch());
        assertThat(layer.database(ALONE).dsl().fetchCount(DSL.table("open_note")))
                .isZero();
    }

    @Test
    void insideATransactionOrABlockItChangesNothing() {
        TenantDatabase acme = layer.database(ACME);
        int transaction = acme.inTransaction(open -> plain(RouteHint.REPLICA.on(open.dsl())));
        assertThat(transaction).isEqualTo(primary);
        int joined = acme.inTransaction(open -> plain(RouteHint.REPLICA.on(acme.dsl())));
        assertThat(joined).isEqualTo(primary);
        int block = acme.read(dsl -> modelled(RouteHint.PRIMARY.on(dsl)));
        assertThat(block).isEqualTo(replica);
    }
}
