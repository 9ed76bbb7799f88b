package dal.benchmarks.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The benchmark tells a process that drains from one that does not. */
class DrainCheckIT {

    @Test
    void aProcessThatEndsAtOnceLosesWorkAndOneThatDrainsDoesNot() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            Drain.prepare(cluster.primary());
            Run rude = Run.of(cluster.primary(), "impolite", Duration.ofMillis(300), DrainProcess.RUDE);
            assertThat(rude.lost()).isPositive();
            Run orderly = Run.of(cluster.primary(), "orderly", Duration.ofMillis(300));
            assertThat(orderly.lost()).isZero();
            assertThat(orderly.accepted()).isPositive();
        }
    }
}
