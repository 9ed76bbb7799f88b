package dal.benchmarks.peers;

import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import java.util.List;
import java.util.function.Consumer;

/** How often each contestant waits for a server, counted on the wire. What pools and monitors do of their own is among it, a fraction of a trip. */
public final class Trips {

    private static final int WARM = 30;
    private static final int CALLS = 200;

    private Trips() {}

    /** Starts a primary with a replica, and counts for each contestant by itself. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            Figures figures = new Figures();
            for (String name : Contestants.ALL) {
                count(cluster, name, figures);
            }
            return figures;
        }
    }

    private static void count(PostgresCluster cluster, String name, Figures figures) throws Exception {
        try (WireProxy primary = WireProxy.to(cluster.primary());
                WireProxy replica = WireProxy.to(cluster.replicas().getFirst());
                Contestants contestants =
                        Contestants.at(Servers.of(cluster).behind(primary.port(), replica.port()), List.of(name))) {
            Contestant contestant = contestants.all().getFirst();
            String key = name.replaceAll("[^A-Za-z]+", "_");
            figures.ratio(key + "_read", perCall(contestant, Desk::readOne, primary, replica))
                    .ratio(key + "_write", perCall(contestant, Desk::writeTwo, primary, replica));
        }
    }

    private static double perCall(
            Contestant contestant, Consumer<Contestant> work, WireProxy primary, WireProxy replica) {
        repeat(WARM, contestant, work);
        primary.reset();
        replica.reset();
        repeat(CALLS, contestant, work);
        Progress.say(
                "%-22s waits for the primary %d times and for the replica %d times in %d calls",
                contestant.name(), primary.roundTrips(), replica.roundTrips(), CALLS);
        return (double) (primary.roundTrips() + replica.roundTrips()) / CALLS;
    }

    private static void repeat(int times, Contestant contestant, Consumer<Contestant> work) {
        for (int i = 0; i < times; i++) {
            work.accept(contestant);
        }
    }
}
