package dal.benchmarks.simulation;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.ConnectionConfig;
import dal.config.EjectionConfig;
import dal.config.HedgingConfig;
import dal.config.LagConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.RoutingConfig;
import dal.config.Secret;
import dal.config.TlsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One cluster and one configuration, drawn at random.
 *
 * @param nodes the first is the primary at the start
 * @param routing the configuration of the router
 * @param monitor how nodes are observed
 * @param alike whether all replicas are equally quick and stay so
 * @param learnsLate whether replicas tell of a new timeline late, as they do where the monitor may not see their receiver
 * @param gap the mean time between two calls, in nanoseconds
 */
record Scenario(
        List<NodeConfig> nodes,
        RoutingConfig routing,
        MonitorConfig monitor,
        boolean alike,
        boolean learnsLate,
        long gap) {

    static final ClusterName CLUSTER = ClusterName.of("main");

    private static final String[] ZONES = {"", "near", "near", "far"};
    private static final double[] WEIGHTS = {0, 0.5, 1, 1, 1, 1, 1, 2, 4};

    static Scenario draw(Random random) {
        int replicas = random.nextInt(7);
        boolean weighted = random.nextInt(3) == 0;
        List<NodeConfig> nodes = new ArrayList<>();
        for (int i = 0; i <= replicas; i++) {
            nodes.add(new NodeConfig(
                    NodeName.of("n" + i),
                    new ConnectionConfig(
                            "10.0.0." + i, 5432, "shop", "app", Secret.NONE, TlsConfig.UNSPECIFIED, false, Map.of()),
                    ZONES[random.nextInt(ZONES.length)],
                    weighted ? WEIGHTS[random.nextInt(WEIGHTS.length)] : 1));
        }
        return new Scenario(
                List.copyOf(nodes),
                routing(random),
                new MonitorConfig(millis(random, 50, 500), millis(random, 200, 1_000), 0.1),
                random.nextBoolean(),
                random.nextInt(4) == 0,
                millis(random, 2, 10).toNanos());
    }

    private static RoutingConfig routing(Random random) {
        Duration first = millis(random, 300, 2_000);
        return new RoutingConfig(
                random.nextInt(3) == 0 ? "near" : "",
                new LagConfig(
                        random.nextInt(4) == 0 ? Duration.ZERO : millis(random, 500, 10_000),
                        random.nextInt(3) == 0 ? 20_000 : 0,
                        random.nextInt(3)),
                new EjectionConfig(
                        1 + random.nextInt(5),
                        first,
                        first.multipliedBy(1 + random.nextInt(10)),
                        random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble()),
                random.nextInt(5) == 0 ? Duration.ZERO : millis(random, 500, 5_000),
                random.nextInt(5) == 0 ? Duration.ZERO : millis(random, 10, 200),
                Duration.ofSeconds(10),
                1_000,
                random.nextBoolean()
                        ? HedgingConfig.OFF
                        : new HedgingConfig(0.01 + 0.1 * random.nextDouble(), 0.95, Duration.ofMillis(1)));
    }

    static Duration millis(Random random, int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }
}
