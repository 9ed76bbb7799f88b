package dal.benchmarks.path;

import static dal.benchmarks.path.ServerFacts.acme;
import static dal.benchmarks.path.ServerFacts.answering;
import static dal.benchmarks.path.ServerFacts.await;
import static dal.benchmarks.path.ServerFacts.node;
import static dal.benchmarks.path.ServerFacts.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.ReadOptions;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.error.NodeUnavailableException;
import dal.status.Alert;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Two replicas of one parent are promoted, to timelines of one number: nobody can tell which of them is right. Breaks its cluster. */
@PostgresTest(replicas = 3, pools = "path/")
class TwoPrimariesIT {

    private static final String COUNT = "select count(*) from torn";
    private static final ReadOptions STRONG = ReadOptions.defaults().withConsistency(Consistency.strong());

    @Test
    void neitherIsWrittenToAndReadsThatAskForNoMoreAreServed(TestDatabase database, PostgresCluster cluster) {
        database.execute("create table torn (id int)");
        PostgresNode one = cluster.node("replica1");
        PostgresNode other = cluster.node("replica2");
        PostgresNode replica = cluster.node("replica3");
        try (WholeLayer layer = WholeLayer.over(database)) {
            acme(layer).dsl().execute("insert into torn values (0)");
            cluster.awaitReplication(Duration.ofSeconds(20));
            cluster.primary().kill();
            one.promote();
            other.promote();
            await().until(() -> node(layer.databases(), "replica-1").role() == Role.PRIMARY
                    && node(layer.databases(), "replica-2").role() == Role.PRIMARY);

            refused(() -> acme(layer).dsl().execute("insert into torn values (1)"));
            refused(() -> acme(layer).useTransaction(open -> open.dsl().execute("insert into torn values (2)")));
            refused(() -> answering(layer, STRONG));
            assertThat(number(database, one, COUNT)).isEqualTo(1);
            assertThat(number(database, other, COUNT)).isEqualTo(1);
            assertThat(layer.databases().status().alerts())
                    .extracting(Alert::name)
                    .contains("two_primaries");
            for (int i = 0; i < 20; i++) {
                assertThat(answering(layer, ReadOptions.defaults())).isEqualTo(replica.port());
            }

            other.kill();
            await().until(() -> node(layer.databases(), "replica-2").role() == Role.UNKNOWN);
            acme(layer).dsl().execute("insert into torn values (3)");
            assertThat(number(database, one, COUNT)).isEqualTo(2);
            assertThat(answering(layer, STRONG)).isEqualTo(one.port());
        }
    }

    private static void refused(ThrowingCallable work) {
        assertThatExceptionOfType(NodeUnavailableException.class)
                .isThrownBy(work)
                .withMessageContaining("two_primaries");
    }
}
