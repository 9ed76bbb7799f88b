package dal.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailoverIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aReplicaTakesOverFromAKilledPrimaryAndTheOtherFollowsIt() {
        try (PostgresCluster cluster = PostgresCluster.builder()
                .replicas(2)
                .durable()
                .synchronousStandbyNames("ANY 1 (*)")
                .start()) {
            PostgresNode lost = cluster.primary();
            PostgresNode heir = cluster.node("replica1");
            PostgresNode follower = cluster.node("replica2");
            assertThat(lost.value("show fsync")).isEqualTo("on");
            assertThat(lost.value("select string_agg(distinct sync_state, '') from pg_stat_replication"))
                    .isEqualTo("quorum");
            lost.execute("create table note (text text)");
            cluster.awaitReplication(SOON);

            lost.kill();
            heir.promote();
            assertThat(cluster.primary()).isSameAs(heir);
            assertThat(cluster.replicas()).containsExactly(follower);
            assertThat(cluster.isIntact()).isFalse();
            heir.execute("insert into note values ('under the new one')");
            follower.follow(heir);
            cluster.awaitReplication(SOON);

            assertThat(follower.value("select text from note")).isEqualTo("under the new one");
            assertThat(follower.value("select received_tli::text from pg_stat_wal_receiver"))
                    .isEqualTo("2");

            follower.restart();
            heir.execute("insert into note values ('after its restart')");
            cluster.awaitReplication(SOON);
            assertThat(follower.value("select count(*)::text from note")).isEqualTo("2");
        }
    }

    @Test
    void aSettingThatTheServerDoesNotKnowIsReportedWithItsLog() {
        assertThatThrownBy(() -> PostgresCluster.builder()
                        .setting("no_such_setting", "1")
                        .start())
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no_such_setting");
    }
}
