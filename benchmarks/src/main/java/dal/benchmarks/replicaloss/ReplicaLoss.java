package dal.benchmarks.replicaloss;

import dal.TenantDatabase;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.layer.Wires;
import dal.benchmarks.load.Load;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.cluster.NodeName;
import dal.error.DatabaseException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each of three replicas in turn is killed under a load of reads and started again, then each in turn is made a black hole and brought to light. Half of the callers read
 * through {@code dsl()}, half through {@code read(...)}. The worst of the three counts.
 */
public final class ReplicaLoss {

    private static final int REPLICAS = 3;
    private static final int THREADS = 8;
    private static final Duration STEADY = Duration.ofSeconds(2);
    private static final Duration CONTROL = Duration.ofSeconds(6);
    private static final Duration GLIMPSE = Duration.ofMillis(500);
    private static final Duration UNEASY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOST = Duration.ofSeconds(3);
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final int TOLD = 5;

    private final PostgresCluster cluster;
    private final Wires wires;
    private final Notes notes;

    /** What one fault did to the callers. */
    private record Loss(long failed, Duration gap, boolean returned, Duration returnTook) {

        static final Loss NONE = new Loss(0, Duration.ZERO, true, Duration.ZERO);

        Loss worst(Loss other) {
            return new Loss(
                    failed + other.failed,
                    longer(gap, other.gap),
                    returned && other.returned,
                    longer(returnTook, other.returnTook));
        }
    }

    private ReplicaLoss(PostgresCluster cluster, Wires wires, Notes notes) {
        this.cluster = cluster;
        this.wires = wires;
        this.notes = notes;
    }

    /** Starts a cluster and breaks it. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster =
                        PostgresCluster.builder().replicas(REPLICAS).start();
                Wires wires = Wires.before(cluster.replicas())) {
            ReplicaLoss run = new ReplicaLoss(cluster, wires, Notes.in(cluster, "note"));
            Loss kill = run.lossBy(Fault.KILL);
            Loss blackhole = run.lossBy(Fault.BLACKHOLE);
            Loss both = kill.worst(blackhole);
            return new Figures()
                    .count("failed_kill", kill.failed())
                    .milliseconds("gap_kill_ms", kill.gap())
                    .count("failed_blackhole", blackhole.failed())
                    .milliseconds("gap_blackhole_ms", blackhole.gap())
                    .flag("returned", both.returned())
                    .milliseconds("return_ms", both.returnTook());
        }
    }

    private Loss lossBy(Fault fault) throws InterruptedException {
        PostgresNode primary = cluster.primary();
        Waits waits = new Waits(THREADS, System::nanoTime);
        AtomicLong failed = new AtomicLong();
        try (Layer layer =
                Layer.configuredBy(Layer.environment(primary, primary.port(), fault.ports(cluster, wires.ports())))) {
            TenantDatabase database = layer.databases().database(TenantId.of("acme"));
            Load load = Load.of(THREADS, caller -> read(database, caller, waits, failed));
            control(waits);
            Loss worst = Loss.NONE;
            for (int replica = 0; replica < REPLICAS; replica++) {
                Thread.sleep(STEADY);
                worst = worst.worst(lose(fault, replica, layer, waits, failed));
            }
            load.stop();
            return worst;
        }
    }

    private void read(TenantDatabase database, int caller, Waits waits, AtomicLong failed) {
        try {
            if (caller % 2 == 0) {
                notes.readOne(database.dsl());
            } else {
                database.<Integer, RuntimeException>read(dsl -> {
                    notes.readOne(dsl);
                    return 1;
                });
            }
            waits.completed(caller);
        } catch (DatabaseException e) {
            if (failed.incrementAndGet() <= TOLD) {
                Progress.say("a read failed: %s %s", e.code(), e.getMessage());
            }
        }
    }

    private Loss lose(Fault fault, int replica, Layer layer, Waits waits, AtomicLong failed)
            throws InterruptedException {
        PostgresNode node = cluster.node("replica" + (replica + 1));
        NodeName name = NodeName.of("replica-" + (replica + 1));
        Duration usual = settle(waits);
        waits.begin();
        long failedBefore = failed.get();
        long answersBefore = layer.answers().fromReplicas();
        long striking = System.nanoTime();
        fault.strike(node, wires.proxies().get(replica));
        Duration strikeTook = Duration.ofNanos(System.nanoTime() - striking);
        Thread.sleep(LOST);
        layer.answers().forget(name);
        fault.heal(node, wires.proxies().get(replica));
        long accepting = System.nanoTime();
        OptionalLong served = awaitAnswer(layer, name, accepting);
        Duration returnTook = Duration.ofNanos(Math.max(0, served.orElse(System.nanoTime()) - accepting));
        Waits.Wait longest = waits.longest();
        Loss loss = new Loss(failed.get() - failedBefore, longest.length(), served.isPresent(), returnTook);
        Progress.say(
                "%-9s of %s: %d failed, longest wait %.1f ms, from %.1f ms after the fault began, which took %.1f ms (just before: %.1f ms), back: %s after %.1f ms; %,d reads of replicas,"
                        + " %,d re-runs so far",
                fault,
                name,
                loss.failed(),
                loss.gap().toNanos() / 1e6,
                (longest.since() - striking) / 1e6,
                strikeTook.toNanos() / 1e6,
                usual.toNanos() / 1e6,
                loss.returned(),
                returnTook.toNanos() / 1e6,
                layer.answers().fromReplicas() - answersBefore,
                layer.answers().reruns());
        return loss;
    }

    /**
     * Waits until nobody waits for long, or for as long as it is patient: what the start or the fault before left behind is not this fault's doing.
     *
     * @return how long callers wait while nothing is broken: how noisy the machine is
     */
    private static Duration settle(Waits waits) throws InterruptedException {
        long start = System.nanoTime();
        Duration usual;
        do {
            waits.begin();
            Thread.sleep(GLIMPSE);
            usual = waits.longest().length();
        } while (usual.compareTo(UNEASY) > 0 && System.nanoTime() - start < PATIENCE.toNanos());
        return usual;
    }

    /** Says how long callers wait where nothing is broken for as long as a fault takes: that much of any figure may be the machine's. */
    private static void control(Waits waits) throws InterruptedException {
        Thread.sleep(STEADY);
        settle(waits);
        waits.begin();
        Thread.sleep(CONTROL);
        Progress.say(
                "no fault for %s: longest wait %.1f ms",
                CONTROL, waits.longest().length().toNanos() / 1e6);
    }

    private static OptionalLong awaitAnswer(Layer layer, NodeName node, long since) throws InterruptedException {
        OptionalLong answered = layer.answers().firstAnswer(node);
        while (answered.isEmpty() && System.nanoTime() - since < RETURN_LIMIT.toNanos()) {
            Thread.sleep(LOOK);
            answered = layer.answers().firstAnswer(node);
        }
        return answered;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
