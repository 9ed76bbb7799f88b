package dal.benchmarks.read;

import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.FLOOR;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.SAMPLED;
import static dal.benchmarks.peers.Contestants.UNSAMPLED;

import com.sun.management.ThreadMXBean;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Medians;
import dal.testing.cluster.PostgresCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a read by its key costs the calling thread, in processor time and in bytes, and what it costs the server. A clock counts the work of everybody else on the
 * machine too; these do not, so small differences show on a busy one.
 */
public final class ReadCost {

    private static final List<String> ALL = List.of(FLOOR, HAND_WRITTEN, LIBRARY, UNSAMPLED, SAMPLED, BOUND);
    private static final int CALLS = 500;
    private static final int WARM_UP_ROUNDS = 30;
    private static final Duration COUNTED = Duration.ofSeconds(45);

    /** Of a process' time in /proc, on Linux. */
    private static final double NANOS_PER_TICK = 1e7;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ReadCost() {}

    /** Starts a primary with a replica and measures. */
    public static Figures measure() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            try (Contestants contestants = Contestants.at(Servers.of(cluster), ALL);
                    Connection replica = cluster.replicas().getFirst().connect()) {
                List<Cost> costs = contestants.all().stream().map(Cost::new).toList();
                for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                    for (Cost cost : costs) {
                        cost.turn(replica);
                    }
                }
                costs.forEach(Cost::forget);
                long end = System.nanoTime() + COUNTED.toNanos();
                for (int round = 0; round < 5 || System.nanoTime() < end; round++) {
                    for (int i = 0; i < costs.size(); i++) {
                        costs.get((round + i) % costs.size()).turn(replica);
                    }
                }
                costs.forEach(Cost::tell);
                return figures(costs);
            }
        }
    }

    private static Figures figures(List<Cost> costs) {
        Cost byHand = of(costs, HAND_WRITTEN);
        Figures figures = new Figures();
        for (Cost cost : List.of(of(costs, LIBRARY), of(costs, UNSAMPLED), of(costs, SAMPLED), of(costs, BOUND))) {
            String name = cost.contestant.name().replaceAll("[^a-z]+", "_");
            figures.share(name + "_processor", cost.processor() / byHand.processor())
                    .share(name + "_bytes", cost.bytes() / byHand.bytes())
                    .share(name + "_server", cost.server() / byHand.server());
        }
        return figures;
    }

    private static Cost of(List<Cost> costs, String name) {
        return costs.stream()
                .filter(cost -> cost.contestant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What one of them has cost up to now. */
    private static final class Cost {

        private final Contestant contestant;
        private final List<Double> processor = new ArrayList<>();
        private final List<Double> user = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();
        private long ticks;
        private int turns;

        private Cost(Contestant contestant) {
            this.contestant = contestant;
        }

        private void forget() {
            processor.clear();
            user.clear();
            bytes.clear();
            ticks = 0;
            turns = 0;
        }

        private void turn(Connection replica) throws SQLException, IOException {
            long ticksBefore = ticks(replica);
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long userBefore = THREADS.getCurrentThreadUserTime();
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                Desk.readOne(contestant);
            }
            processor.add((double) (THREADS.getCurrentThreadCpuTime() - before) / CALLS);
            user.add((double) (THREADS.getCurrentThreadUserTime() - userBefore) / CALLS);
            bytes.add((double) (THREADS.getCurrentThreadAllocatedBytes() - bytesBefore) / CALLS);
            ticks += ticks(replica) - ticksBefore;
            turns++;
        }

        private double processor() {
            return Medians.of(processor);
        }

        private double bytes() {
            return Medians.of(bytes);
        }

        private double server() {
            return ticks * NANOS_PER_TICK / turns / CALLS;
        }

        private void tell() {
            Progress.say(
                    "| %-22s | processor %6.1f us, of it user %6.1f | %,8.0f bytes | server %6.1f us |",
                    contestant.name(), processor() / 1e3, Medians.of(user) / 1e3, bytes(), server() / 1e3);
        }
    }

    /** The time that the sessions of that server have had. */
    private static long ticks(Connection replica) throws SQLException, IOException {
        long sum = 0;
        try (Statement statement = replica.createStatement();
                ResultSet sessions = statement.executeQuery(
                        "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")) {
            while (sessions.next()) {
                Path stat = Path.of("/proc", sessions.getString(1), "stat");
                String line = Files.readString(stat);
                sum += Stream.of(line.substring(line.lastIndexOf(')') + 2).split(" "))
                        .skip(11)
                        .limit(2)
                        .mapToLong(Long::parseLong)
                        .sum();
            }
        }
        return sum;
    }
}
