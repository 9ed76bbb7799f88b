package dal.benchmarks.write;

import static dal.benchmarks.peers.Contestants.ATOMIC;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.PEERS;

import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Slices;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;

/** Two updates, all or nothing, by one thread from near, of all contestants by turns: in a transaction, and by the library applied together too. */
public final class Write {

    private static final int CALLS = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration COUNTED = Duration.ofSeconds(35);

    private Write() {}

    /** Starts a primary with a replica and measures. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            try (Contestants contestants = Contestants.at(Servers.of(cluster), Contestants.ALL)) {
                Progress.say("two updates and a commit, one thread, loopback");
                Slices slices = Slices.measure(contestants.doing(Desk::writeTwo), CALLS, WARM_UP, COUNTED);
                return new Figures()
                        .table(slices.table("Two updates and a commit, one thread, loopback"))
                        .share("p50_vs_handwritten", slices.time(LIBRARY, HAND_WRITTEN))
                        .share("p50_vs_best_peer", slices.timeOverBest(LIBRARY, PEERS))
                        .share("atomic_vs_handwritten", slices.time(ATOMIC, HAND_WRITTEN));
            }
        }
    }
}
