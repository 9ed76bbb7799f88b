package dal.benchmarks.trouble;

import static dal.benchmarks.peers.Contestants.AWS;
import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.SPRING;

import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.load.Load;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Table;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One tenant reads now and then, by two threads, while another reads as fast as 48 threads can, all on the same pool of ten and a millisecond of network each way: how
 * long the quiet one waits beside how long it waits alone.
 */
public final class Neighbours {

    private static final List<String> NAMES = List.of(HAND_WRITTEN, SPRING, AWS, BOUND);
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final int QUIET_THREADS = 2;
    private static final int NOISY_THREADS = 48;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final int WARM_UP = 1;
    private static final int ROUNDS = 4;

    private Neighbours() {}

    /** What one contestant's quiet tenant met. */
    private record Met(Reading alone, Reading beside) {

        Met() {
            this(new Reading(), new Reading());
        }

        double growth() {
            return (double) beside.p99() / alone.p99();
        }
    }

    /** Starts a primary with a replica and loads it with each contestant by turns. */
    public static Figures measure() throws Exception {
        Map<String, Met> met = new LinkedHashMap<>();
        NAMES.forEach(name -> met.put(name, new Met()));
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Servers servers = Servers.of(cluster).as(Desk.BOUND_ROLE).with(DistantSockets.parameters(EACH_WAY));
            try (Contestants contestants = Contestants.at(servers, NAMES)) {
                for (int round = -WARM_UP; round < ROUNDS; round++) {
                    for (Contestant contestant : contestants.all()) {
                        turn(contestant, round < 0 ? new Met() : of(met, contestant.name()));
                    }
                }
            }
        }
        Table table = new Table(
                "A quiet tenant beside a noisy one, 1 ms each way",
                "contestant",
                "alone p50 ms",
                "alone p99 ms",
                "beside p50 ms",
                "beside p99 ms",
                "p99 grows by",
                "failed");
        met.forEach((name, now) -> table.row(
                name,
                now.alone.millis(50),
                now.alone.millis(99),
                now.beside.millis(50),
                now.beside.millis(99),
                Table.number(now.growth(), 2),
                Table.number(now.alone.failed() + now.beside.failed())));
        return new Figures()
                .table(table)
                .ratio("p99_growth", of(met, BOUND).growth())
                .ratio(
                        "p99_beside_vs_handwritten",
                        (double) of(met, BOUND).beside.p99()
                                / of(met, HAND_WRITTEN).beside.p99());
    }

    private static void turn(Contestant contestant, Met met) throws InterruptedException {
        Runnable quiet = () -> Desk.readOf(contestant, 1);
        Load alone = met.alone.by(QUIET_THREADS, PAUSE, quiet);
        Thread.sleep(TURN);
        alone.stop();
        Load noise = new Reading().by(NOISY_THREADS, Duration.ZERO, () -> Desk.readOf(contestant, 2));
        Load beside = met.beside.by(QUIET_THREADS, PAUSE, quiet);
        Thread.sleep(TURN);
        beside.stop();
        noise.stop();
    }

    private static Met of(Map<String, Met> met, String name) {
        return Objects.requireNonNull(met.get(name), name);
    }
}
