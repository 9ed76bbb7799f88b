package dal.benchmarks.path;

import static dal.benchmarks.path.ServerFacts.acme;
import static dal.benchmarks.path.ServerFacts.await;
import static org.assertj.core.api.Assertions.assertThat;

import dal.cluster.ClusterName;
import dal.cluster.NodeDrain;
import dal.cluster.NodeName;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replicas are taken out by hand, and brought back, while reads run without a pause. */
@PostgresTest(replicas = 2, pools = "path/")
class DrainIT {

    private static final ClusterName MAIN = ClusterName.of("main");
    private static final NodeName ONE = NodeName.of("replica-1");
    private static final NodeName OTHER = NodeName.of("replica-2");
    private static final int READERS = 4;
    private static final int READS = 40;

    /** Long enough that some are under way whenever a node is drained. */
    private static final String READ = "select current_setting('port')::int, pg_sleep(0.005)::text";

    private record Answer(long begun, int port) {}

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void noReadFailsOrBeginsOnADrainedReplica(TestDatabase database, PostgresCluster cluster) throws Exception {
        int one = cluster.replicas().get(0).port();
        int other = cluster.replicas().get(1).port();
        int primary = cluster.primary().port();
        try (WholeLayer layer =
                        WholeLayer.configuredBy("dal.routing.slow-start = 0", WholeLayer.environment(database));
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            NodeDrain nodes = layer.get(NodeDrain.class);
            List<Future<?>> running = IntStream.range(0, READERS)
                    .<Future<?>>mapToObj(i -> readers.submit(() -> read(layer)))
                    .toList();
            try {
                nodes.drain(MAIN, ONE);
                assertThat(portsOfTheNext(READS)).containsExactly(other);
                nodes.drain(MAIN, OTHER);
                assertThat(portsOfTheNext(READS)).containsExactly(primary);
                nodes.undrain(MAIN, ONE);
                assertThat(portsOfTheNext(READS)).containsExactly(one);
                nodes.undrain(MAIN, OTHER);
                nodes.drain(MAIN, ONE);
                assertThat(portsOfTheNext(READS)).containsExactly(other);
            } finally {
                over = true;
                for (Future<?> reader : running) {
                    reader.get();
                }
            }
        }
    }

    /** Ends with the first read that fails. */
    private void read(WholeLayer layer) {
        while (!over) {
            long begun = System.nanoTime();
            int port = acme(layer)
                    .read(dsl -> Objects.requireNonNull(dsl.fetchSingle(READ).get(0, Integer.class)));
            answers.add(new Answer(begun, port));
        }
    }

    /** Which servers answer so many reads that begin from now on. */
    private Set<Integer> portsOfTheNext(int reads) {
        long now = System.nanoTime();
        await().until(() ->
                answers.stream().filter(answer -> answer.begun() - now > 0).count() >= reads);
        return answers.stream()
                .filter(answer -> answer.begun() - now > 0)
                .map(Answer::port)
                .collect(Collectors.toSet());
    }
}
