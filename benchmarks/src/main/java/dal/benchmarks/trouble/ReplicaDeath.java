package dal.benchmarks.trouble;

import static dal.benchmarks.peers.Contestants.AWS;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.SPRING;

import dal.benchmarks.load.Load;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Table;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import java.time.Duration;
import java.util.List;

/** Eight threads read while their only replica is lost: connections break, and nobody listens there any more. The primary could answer. */
public final class ReplicaDeath {

    private static final List<String> NAMES = List.of(HAND_WRITTEN, SPRING, AWS, LIBRARY);
    private static final int THREADS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(6);

    private ReplicaDeath() {}

    /** Starts a primary with a replica, and loses the way to it under each contestant. */
    public static Figures measure() throws Exception {
        Table table = new Table(
                "Reads of " + THREADS + " threads while their replica is lost",
                "contestant",
                "answered",
                "failed",
                "p99 ms",
                "longest ms");
        long failed = 0;
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            for (String name : NAMES) {
                Reading reading = lose(cluster, name);
                table.row(
                        name,
                        Table.number(reading.calls()),
                        Table.number(reading.failed()),
                        reading.millis(99),
                        reading.longest());
                failed = reading.failed();
            }
        }
        // The library's, which is the last.
        return new Figures().table(table).count("failed_reads", failed);
    }

    // The way to the replica is closed before its time: that is what is measured.
    @SuppressWarnings("try")
    private static Reading lose(PostgresCluster cluster, String name) throws Exception {
        try (WireProxy replica = WireProxy.to(cluster.replicas().getFirst());
                Contestants contestants = Contestants.at(
                        Servers.of(cluster).behind(cluster.primary().port(), replica.port()), List.of(name))) {
            Contestant contestant = contestants.all().getFirst();
            Runnable read = () -> Desk.readOne(contestant);
            Load warmUp = new Reading().by(THREADS, Duration.ZERO, read);
            Thread.sleep(WARM_UP);
            warmUp.stop();
            Reading reading = new Reading();
            Load load = reading.by(THREADS, Duration.ZERO, read);
            Thread.sleep(BEFORE);
            replica.close();
            Thread.sleep(AFTER);
            load.stop();
            return reading;
        }
    }
}
