package dal.core.execution;

import static dal.core.testkit.Backends.awaitAsleep;
import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.NodeName;
import dal.core.testkit.FixedRouting;
import dal.core.testkit.Layer;
import dal.core.testkit.Watched;
import dal.spi.Execution.Kind;
import dal.spi.Router.NodeOutcome;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.concurrent.CompletableFuture;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read on a replica that is in the way of what the replica replays is cancelled by the server, and repeated elsewhere. */
@PostgresTest(replicas = 2, settings = "max_standby_streaming_delay=0")
class RecoveryConflictIT {

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table item (id int); insert into item select generate_series(1, 1000);");
    }

    /** The one removes rows that the read may still see, the other takes a lock that the read is in the way of. */
    @ParameterizedTest
    @ValueSource(strings = {"delete from item where id > 500; vacuum item", "truncate item"})
    void anotherNodeAnswers(String change, TestDatabase database) throws Exception {
        PostgresNode first = database.cluster().replicas().getFirst();
        Watched watched = new Watched();
        try (Layer layer = Layer.over(database, watched)) {
            CompletableFuture<Record> answered = CompletableFuture.supplyAsync(
                    () -> layer.database(ACME)
                            .read(dsl -> dsl.fetchSingle(
                                    "select count(*), inet_server_port(),"
                                            + " (select case when inet_server_port() = ? then pg_sleep(60)::text end)"
                                            + " from item",
                                    first.port())),
                    task -> Thread.ofVirtual().start(task));
            awaitAsleep(database, first, 1);
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                for (String one : change.split("; ", -1)) {
                    statement.execute(one);
                }
            }
            assertThat(answered.join().get(1, Integer.class)).isNotEqualTo(first.port());
            assertThat(watched.ended(Kind.RERUN).getFirst().node()).isEqualTo("replica2");
            assertThat(layer.routing().ended())
                    .as("the node has not failed")
                    .contains(new FixedRouting.Ended(NodeName.of("replica1"), NodeOutcome.ANSWERED));
            layer.pools().assertClean();
        }
    }
}
