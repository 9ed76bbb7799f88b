package dal.benchmarks.balance;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.layer.Wires;
import dal.benchmarks.load.Contender;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Three replicas, one ten times as far away as the others, against the two others alone. */
public final class Balance {

    private static final Duration NEAR = Duration.ofMillis(1);
    private static final Duration FAR = Duration.ofMillis(10);
    private static final int THREADS = 8;
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final int ROUNDS = 16;

    private Balance() {}

    /** Starts a cluster and loads it both ways by turns. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(3).start();
                Wires wires = Wires.before(cluster.replicas())) {
            Notes notes = Notes.in(cluster, "note");
            wires.proxies().forEach(proxy -> proxy.delay(NEAR));
            wires.proxies().getLast().delay(FAR);
            PostgresNode primary = cluster.primary();
            try (Layer three = Layer.configuredBy(Layer.environment(primary, primary.port(), wires.ports()));
                    Layer two = Layer.configuredBy(Layer.environment(
                            primary, primary.port(), wires.ports().subList(0, 2)))) {
                Contender withSlow = contender("with a slow one", three, notes);
                Contender without = contender("without", two, notes);
                Contender.interleave(List.of(withSlow, without), THREADS, TURN, ROUNDS);
                Progress.say(
                        "with a slow one, the last: %s; without: %s",
                        three.answers().byNode(), two.answers().byNode());
                return new Figures().share("p99_ratio", (double) withSlow.p99() / without.p99());
            }
        }
    }

    private static Contender contender(String name, Layer layer, Notes notes) {
        TenantDatabase database = layer.databases().database(TenantId.of("acme"));
        return new Contender(name, () -> notes.readOne(database.dsl()));
    }
}
