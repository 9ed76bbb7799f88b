package dal.benchmarks.tail;

import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;

import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.load.Contender;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Point reads of 16 threads, each of its own tenant, on 10 connections to a replica: the library against jOOQ on HikariCP by hand, from a millisecond away each way and from near.
 *
 * <p>Like is compared with like: reads of tenants for whom nothing is bound, and reads of tenants that row-level security keeps apart, which by hand are bound on the session first, in a
 * trip of its own. What binding costs by itself shows where the library binds and the reads by hand do not.
 */
public final class Tail {

    private static final int THREADS = 16;
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int ROUNDS = 8;

    private Tail() {}

    /** Starts a primary with a replica and loads that by turns, from afar and from near. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Servers near = Servers.of(cluster);
            Figures figures = new Figures();
            compare(near.with(DistantSockets.parameters(EACH_WAY)), "from 1 ms away each way", "", figures);
            compare(near, "on loopback", "loopback_", figures);
            return figures;
        }
    }

    private static void compare(Servers servers, String where, String prefix, Figures figures) throws Exception {
        Progress.say("%s", where);
        try (Contestants unbound = Contestants.at(servers, List.of(HAND_WRITTEN, LIBRARY));
                Contestants bound = Contestants.at(servers.as(Desk.BOUND_ROLE), List.of(HAND_WRITTEN, BOUND))) {
            Contender byHand = reading("by hand", unbound.all().getFirst());
            Contender library = readingOfTenants("library", unbound.all().getLast());
            Contender bindingByHand =
                    readingOfTenants("by hand, tenant bound", bound.all().getFirst());
            Contender binding =
                    readingOfTenants("library, tenant bound", bound.all().getLast());
            List<Contender> all = List.of(byHand, library, bindingByHand, binding);
            Contender.interleave(all, THREADS, TURN, ROUNDS);
            figures.table(Contender.table(
                    "One row by its key, " + THREADS + " threads on " + Servers.POOL + " connections, " + where, all));
            ratios(prefix, library, byHand, figures);
            ratios(prefix + "bound_", binding, bindingByHand, figures);
            ratios(prefix + "bound_to_unbound_", binding, byHand, figures);
        }
    }

    private static void ratios(String prefix, Contender library, Contender byHand, Figures figures) {
        figures.share(prefix + "p99_ratio", (double) library.p99() / byHand.p99())
                .share(prefix + "throughput_ratio", (double) library.calls() / byHand.calls());
    }

    private static Contender reading(String name, Contestant contestant) {
        return new Contender(name, () -> Desk.readOne(contestant));
    }

    /** Each thread reads of a tenant of its own. */
    private static Contender readingOfTenants(String name, Contestant contestant) {
        AtomicInteger threads = new AtomicInteger();
        ThreadLocal<Integer> own = ThreadLocal.withInitial(() -> threads.getAndIncrement() % THREADS);
        return new Contender(name, () -> Desk.readOf(contestant, own.get()));
    }
}
