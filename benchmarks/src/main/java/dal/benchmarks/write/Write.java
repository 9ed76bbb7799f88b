package dal.benchmarks.write;

import static dal.benchmarks.peers.Contestants.ATOMIC;
import static dal.benchmarks.peers.Contestants.AWS;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.SHARDING_SPHERE;
import static dal.benchmarks.peers.Contestants.SPRING;

import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.peers.Turns;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Slices;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.List;

/** Two updates, all or nothing, by one thread from near, of all contestants by turns: in a transaction, and by the library applied together too. */
public final class Write {

    private static final Turns TURNS = new Turns(200, Duration.ofSeconds(6), Duration.ofSeconds(8));

    /** Those whose connections can all be made again. */
    private static final List<String> ALIKE = List.of(HAND_WRITTEN, SPRING, LIBRARY, ATOMIC);

    private static final int SETS = 5;

    private Write() {}

    /** Starts a primary with a replica and measures. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Progress.say("two updates and a commit, one thread, loopback");
            Servers servers = Servers.of(cluster);
            Slices all = TURNS.of(servers, Contestants.ALL, 1, Desk::writeTwo);
            Slices alike = TURNS.of(servers, ALIKE, SETS, Desk::writeTwo);
            return new Figures()
                    .table(all.table("Two updates and a commit, one thread, loopback"))
                    .table(alike.table("The same, of those whose connections can be made again, over " + SETS
                            + " sets of connections"))
                    .share("p50_vs_handwritten", alike.time(LIBRARY, HAND_WRITTEN))
                    .share(
                            "p50_vs_best_peer",
                            Math.max(
                                    alike.time(LIBRARY, SPRING),
                                    all.timeOverBest(LIBRARY, List.of(SHARDING_SPHERE, AWS))))
                    .share("atomic_vs_handwritten", alike.time(ATOMIC, HAND_WRITTEN));
        }
    }
}
