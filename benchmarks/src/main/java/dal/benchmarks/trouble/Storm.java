package dal.benchmarks.trouble;

import static dal.benchmarks.peers.Contestants.AWS;
import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.SPRING;

import dal.benchmarks.distance.Distance;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Table;
import dal.benchmarks.slices.Medians;
import dal.testing.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process starts and everybody comes at once: from before a contestant is made until each of 64 threads has read a row, a millisecond of network each way, and how
 * many connections were made for it.
 */
public final class Storm {

    private static final List<String> NAMES = List.of(HAND_WRITTEN, SPRING, AWS, LIBRARY, BOUND);
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final int THREADS = 64;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 7;

    private Storm() {}

    /** Of each start. */
    private record Start(List<Double> millis, List<Double> connections) {

        Start() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Starts a primary with a replica, and each contestant again and again. */
    public static Figures measure() throws Exception {
        Map<String, Start> starts = new LinkedHashMap<>();
        NAMES.forEach(name -> starts.put(name, new Start()));
        try (PostgresCluster cluster = PostgresCluster.builder()
                        .replicas(1)
                        .setting("max_connections", "300")
                        .start();
                ExecutorService callers = Executors.newFixedThreadPool(THREADS)) {
            Desk.in(cluster);
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                for (String name : NAMES) {
                    start(Servers.of(cluster), name, callers, round < 0 ? new Start() : of(starts, name));
                }
            }
        }
        Table table = new Table(
                THREADS + " threads at the start of a process, 1 ms each way", "contestant", "ms", "connections");
        starts.forEach((name, start) -> table.row(
                name, Table.number(Medians.of(start.millis), 1), Table.number(Medians.of(start.connections), 0)));
        return new Figures()
                .table(table)
                .ratio("time_vs_handwritten", ratio(of(starts, LIBRARY), of(starts, HAND_WRITTEN)))
                .ratio("bound_time_vs_handwritten", ratio(of(starts, BOUND), of(starts, HAND_WRITTEN)));
    }

    private static void start(Servers servers, String name, ExecutorService callers, Start start) throws Exception {
        try (Distance distance = Distance.named("storm", EACH_WAY)) {
            long began = System.nanoTime();
            try (Contestants contestants = Contestants.at(servers.with(distance.parameters()), List.of(name))) {
                Contestant contestant = contestants.all().getFirst();
                Callable<Void> read = () -> {
                    Desk.readOne(contestant);
                    return null;
                };
                List<Callable<Void>> reads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    reads.add(read);
                }
                for (Future<Void> answer : callers.invokeAll(reads)) {
                    answer.get();
                }
                start.millis.add((System.nanoTime() - began) / 1e6);
                start.connections.add((double) distance.connections());
            }
        }
    }

    private static double ratio(Start ours, Start others) {
        return Medians.of(ours.millis) / Medians.of(others.millis);
    }

    private static Start of(Map<String, Start> starts, String name) {
        return Objects.requireNonNull(starts.get(name), name);
    }
}
