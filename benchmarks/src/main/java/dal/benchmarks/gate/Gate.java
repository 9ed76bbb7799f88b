package dal.benchmarks.gate;

import static dal.benchmarks.peers.Contestants.ATOMIC;
import static dal.benchmarks.peers.Contestants.BOUND;
import static dal.benchmarks.peers.Contestants.HAND_WRITTEN;
import static dal.benchmarks.peers.Contestants.LIBRARY;
import static dal.benchmarks.peers.Contestants.SAMPLED;
import static dal.benchmarks.peers.Contestants.UNSAMPLED;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.peers.Servers;
import dal.benchmarks.peers.Turns;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Published;
import dal.benchmarks.slices.Slices;
import dal.testing.cluster.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures for a short time what the library costs beside jOOQ on HikariCP by hand, and compares that with what is recorded in {@code recorded.conf} beside this class.
 * It looks for what somebody broke, not for a percent more or less: a ratio is a regression if it exceeds what was recorded by more than the tolerance written there,
 * and does so again when it is measured a second time.
 */
public final class Gate {

    private static final List<String> NAMES = List.of(HAND_WRITTEN, LIBRARY, UNSAMPLED, SAMPLED, BOUND, ATOMIC);
    private static final Turns TURNS = new Turns(200, Duration.ofSeconds(10), Duration.ofSeconds(8));
    private static final String FILE = "recorded.conf";

    private Gate() {}

    /** One thing to do with the contestants. */
    @FunctionalInterface
    private interface Run {
        Figures with(Contestants contestants) throws Exception;
    }

    /** Starts a primary with a replica, measures and compares. */
    public static Figures measure() throws Exception {
        Recorded recorded = recorded();
        return on(contestants -> {
            Map<String, Double> ratios = ratios(contestants);
            List<String> worse = recorded.exceededBy(ratios);
            if (!worse.isEmpty()) {
                Progress.say("%s: measured once more", worse);
                ratios = ratios(contestants);
                worse = recorded.exceededBy(ratios).stream()
                        .filter(worse::contains)
                        .toList();
            }
            return figures(recorded, ratios, worse);
        });
    }

    /** Starts the same, measures once and writes down what it measured, with the tolerances as they were. */
    public static Figures record() throws Exception {
        Recorded before = recorded();
        Path file = Published.module().resolve("src/main/resources/dal/benchmarks/gate/" + FILE);
        return on(contestants -> written(before, ratios(contestants), file));
    }

    /** Writes down what was measured, and says how much of it is worse than what was there before. */
    static Figures written(Recorded before, Map<String, Double> measured, Path file) throws IOException {
        Files.writeString(file, before.with(measured).text());
        Progress.say("recorded in %s", file);
        return figures(before, measured, before.exceededBy(measured));
    }

    private static Figures figures(Recorded recorded, Map<String, Double> measured, List<String> worse) {
        return new Figures().table(recorded.compared(measured)).count("regressions", worse.size());
    }

    private static Recorded recorded() {
        return Recorded.of(ConfigFactory.parseResources(
                Gate.class, FILE, ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    private static Figures on(Run run) throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Desk.in(cluster);
            try (Contestants contestants = Contestants.at(Servers.of(cluster), NAMES)) {
                return run.with(contestants);
            }
        }
    }

    private static Map<String, Double> ratios(Contestants contestants) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Slices reads = TURNS.of(contestants, Desk::readOne);
        ratios.put("read.p50", reads.time(LIBRARY, HAND_WRITTEN));
        ratios.put("read.p50-unsampled", reads.time(UNSAMPLED, HAND_WRITTEN));
        ratios.put("read.p50-sampled", reads.time(SAMPLED, HAND_WRITTEN));
        ratios.put("read.p50-bound", reads.time(BOUND, HAND_WRITTEN));
        ratios.put("read.bytes", reads.bytes(LIBRARY, HAND_WRITTEN));
        ratios.put("read.bytes-sampled", reads.bytes(SAMPLED, HAND_WRITTEN));
        Slices writes = TURNS.of(contestants, Desk::writeTwo);
        ratios.put("write.p50", writes.time(LIBRARY, HAND_WRITTEN));
        ratios.put("write.p50-atomic", writes.time(ATOMIC, HAND_WRITTEN));
        ratios.put("write.bytes", writes.bytes(LIBRARY, HAND_WRITTEN));
        return ratios;
    }
}
