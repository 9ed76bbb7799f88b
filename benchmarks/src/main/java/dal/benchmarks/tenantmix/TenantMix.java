package dal.benchmarks.tenantmix;

import static dal.benchmarks.peers.Contestants.AWS;
import static dal.benchmarks.peers.Contestants.BOUND_ATOMIC;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.PEERS;
import static dal.benchmarks.peers.Contestants.SHARDING_SPHERE;
import static dal.benchmarks.peers.Contestants.SPRING;

import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.load.Contender;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Nine reads and two updates, all or nothing, each of any of 50 tenants whom row-level security keeps apart, by sixteen threads on ten connections and a millisecond
 * of network each way: how much of it gets done.
 */
public final class TenantMix {

    private static final List<String> NAMES = List.of(HAND_WRITTEN, SPRING, SHARDING_SPHERE, AWS, BOUND_ATOMIC);
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final int THREADS = 16;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int ROUNDS = 8;

    private TenantMix() {}

    /** Starts a primary with a replica and loads it by turns. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Servers servers = Servers.of(cluster).as(Desk.BOUND_ROLE).with(DistantSockets.parameters(EACH_WAY));
            try (Contestants contestants = Contestants.at(servers, NAMES)) {
                List<Contender> peers = new ArrayList<>();
                List<Contender> all = new ArrayList<>();
                for (Contestant contestant : contestants.all()) {
                    Contender contender = new Contender(contestant.name(), () -> Desk.workOfAnyTenant(contestant));
                    all.add(contender);
                    if (PEERS.contains(contestant.name())) {
                        peers.add(contender);
                    }
                }
                Contender.interleave(all, THREADS, TURN, ROUNDS);
                long best = peers.stream().mapToLong(Contender::calls).max().orElseThrow();
                return new Figures()
                        .table(Contender.table(
                                "Nine reads to a write of any of 50 tenants, " + THREADS
                                        + " threads on 10 connections, 1 ms each way",
                                all))
                        .ratio("throughput_vs_best_peer", (double) all.getLast().calls() / best);
            }
        }
    }
}
