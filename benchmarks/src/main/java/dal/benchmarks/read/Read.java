package dal.benchmarks.read;

import static dal.benchmarks.peers.Contestants.ATOMIC;
import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.FLOOR;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.PEERS;
import static dal.benchmarks.peers.Contestants.SAMPLED;
import static dal.benchmarks.peers.Contestants.UNSAMPLED;

import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.load.Contender;
import dal.benchmarks.peers.Contestant;
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

/** Reads of a replica by key, by one thread and by sixteen, from near and from afar, of all contestants by turns. */
public final class Read {

    private static final List<String> ALL =
            Contestants.ALL.stream().filter(name -> !name.equals(ATOMIC)).toList();

    /** Without those whose connections cannot all be made again. */
    private static final List<String> ALIKE = List.of(FLOOR, HAND_WRITTEN, LIBRARY, UNSAMPLED, SAMPLED, BOUND);

    private static final Turns BY_KEY = new Turns(400, Duration.ofSeconds(4), Duration.ofSeconds(5));
    private static final Turns RANGES = new Turns(100, Duration.ofSeconds(4), Duration.ofSeconds(5));
    private static final Turns AFAR = new Turns(10, Duration.ofSeconds(2), Duration.ofSeconds(10));
    private static final int SETS = 6;
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final int THREADS = 16;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int TURNS = 6;

    private Read() {}

    /** Starts a primary with a replica and measures. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Servers servers = Servers.of(cluster);
            Figures figures = new Figures();
            near(servers, figures);
            crowded(servers, figures);
            afar(servers, figures);
            return figures;
        }
    }

    private static void near(Servers servers, Figures figures) throws Exception {
        Progress.say("one row by its key, one thread, loopback");
        Slices all = BY_KEY.of(servers, ALL, 1, Desk::readOne);
        Slices alike = BY_KEY.of(servers, ALIKE, SETS, Desk::readOne);
        Progress.say("%d rows, one thread, loopback", Desk.RANGE);
        Slices ranges = RANGES.of(servers, ALL, 1, Desk::readRange);
        figures.table(all.table("One row by its key, one thread, loopback"))
                .table(alike.table("The same, without the peers, over " + SETS + " sets of connections"))
                .table(ranges.table(Desk.RANGE + " rows, one thread, loopback"))
                .share("p50_vs_handwritten", alike.time(LIBRARY, HAND_WRITTEN))
                .share("p50_vs_handwritten_unsampled", alike.time(UNSAMPLED, HAND_WRITTEN))
                .share("p50_vs_handwritten_sampled", alike.time(SAMPLED, HAND_WRITTEN))
                .share("bytes_vs_handwritten", alike.bytes(LIBRARY, HAND_WRITTEN))
                .share("p50_vs_best_peer", all.timeOverBest(LIBRARY, PEERS))
                .share("bound_vs_handwritten", alike.time(BOUND, HAND_WRITTEN));
    }

    private static void crowded(Servers servers, Figures figures) throws Exception {
        try (Contestants contestants = Contestants.at(servers, List.of(HAND_WRITTEN, LIBRARY))) {
            Progress.say("one row by its key, %d threads on %d connections, loopback", THREADS, Servers.POOL);
            List<Contender> contenders =
                    contestants.all().stream().map(Read::contender).toList();
            Contender.interleave(contenders, THREADS, TURN, TURNS);
            figures.table(Contender.table(
                            "One row by its key, " + THREADS + " threads on " + Servers.POOL + " connections, loopback",
                            contenders))
                    .share(
                            "p99_16t_vs_handwritten",
                            (double) contenders.getLast().p99()
                                    / contenders.getFirst().p99());
        }
    }

    private static Contender contender(Contestant contestant) {
        return new Contender(contestant.name(), () -> Desk.readOne(contestant));
    }

    private static void afar(Servers servers, Figures figures) throws Exception {
        Servers distant = servers.with(DistantSockets.parameters(EACH_WAY));
        try (Contestants contestants = Contestants.at(distant, List.of(HAND_WRITTEN, LIBRARY, BOUND))) {
            Progress.say("one row by its key, one thread, a millisecond each way");
            Slices slices = AFAR.of(contestants, Desk::readOne);
            figures.table(slices.table("One row by its key, one thread, 1 ms each way"))
                    .share("bound_vs_handwritten_1ms", slices.time(BOUND, HAND_WRITTEN));
        }
    }
}
