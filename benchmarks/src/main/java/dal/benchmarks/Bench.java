package dal.benchmarks;

import static java.util.Map.entry;

import dal.benchmarks.atomic.Atomic;
import dal.benchmarks.backends.Backends;
import dal.benchmarks.balance.Balance;
import dal.benchmarks.causal.Causal;
import dal.benchmarks.cost.AdmissionCost;
import dal.benchmarks.cost.TelemetryCost;
import dal.benchmarks.crowd.NoisyNeighbour;
import dal.benchmarks.crowd.Overload;
import dal.benchmarks.drain.Drain;
import dal.benchmarks.exactlyonce.ExactlyOnce;
import dal.benchmarks.failover.Failover;
import dal.benchmarks.fairness.Fairness;
import dal.benchmarks.gate.Gate;
import dal.benchmarks.growth.Growth;
import dal.benchmarks.hedge.Hedge;
import dal.benchmarks.isolation.Isolation;
import dal.benchmarks.jitter.Jitter;
import dal.benchmarks.leaks.Leaks;
import dal.benchmarks.manytenants.ManyTenants;
import dal.benchmarks.migrate.Crash;
import dal.benchmarks.migrate.FanOut;
import dal.benchmarks.parts.PartCosts;
import dal.benchmarks.peers.Trips;
import dal.benchmarks.read.Read;
import dal.benchmarks.read.ReadCost;
import dal.benchmarks.replicaloss.ReplicaLoss;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.result.Published;
import dal.benchmarks.roundtrips.RoundTrips;
import dal.benchmarks.secrets.Secrets;
import dal.benchmarks.serializable.SerializableBank;
import dal.benchmarks.simulation.RouterSimulation;
import dal.benchmarks.sizing.Sizing;
import dal.benchmarks.tail.Tail;
import dal.benchmarks.tenantmix.TenantMix;
import dal.benchmarks.trouble.Neighbours;
import dal.benchmarks.trouble.ReplicaDeath;
import dal.benchmarks.trouble.Storm;
import dal.benchmarks.write.Write;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Runs one benchmark by its name, and ends with the line {@code RESULT NAME key=value ...}. */
public final class Bench {

    private static final Map<String, Callable<Figures>> BENCHMARKS = new TreeMap<>(Map.ofEntries(
            entry("admission-cost", AdmissionCost::measure),
            entry("atomic", Atomic::measure),
            entry("backends", Backends::measure),
            entry("balance", Balance::measure),
            entry("causal", Causal::measure),
            entry("drain", Drain::measure),
            entry("exactly-once", ExactlyOnce::measure),
            entry("failover", Failover::measure),
            entry("fairness", Fairness::measure),
            entry("gate", Gate::measure),
            entry("growth", Growth::measure),
            entry("hedge", Hedge::measure),
            entry("noisy-neighbour", NoisyNeighbour::measure),
            entry("neighbours", Neighbours::measure),
            entry("overload", Overload::measure),
            entry("many-tenants", ManyTenants::measure),
            entry("migrate-crash", Crash::measure),
            entry("migrate-fanout", FanOut::measure),
            entry("isolation", Isolation::measure),
            entry("parts", PartCosts::measure),
            entry("peer-trips", Trips::measure),
            entry("read", Read::measure),
            entry("read-cost", ReadCost::measure),
            entry("jitter", Jitter::measure),
            entry("leaks", Leaks::measure),
            entry("replica-death", ReplicaDeath::measure),
            entry("replica-loss", ReplicaLoss::measure),
            entry("roundtrips", RoundTrips::measure),
            entry("router-simulation", RouterSimulation::measure),
            entry("serializable", SerializableBank::measure),
            entry("sizing", Sizing::measure),
            entry("secrets", Secrets::measure),
            entry("storm", Storm::measure),
            entry("tail", Tail::measure),
            entry("telemetry-cost", TelemetryCost::measure),
            entry("tenant-mix", TenantMix::measure),
            entry("write", Write::measure)));

    /** What {@code record} does beside putting tables into a page. */
    private static final Map<String, Callable<Figures>> RECORDING = Map.of("gate", Gate::record);

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        boolean recording = arguments.length == 2 && arguments[1].equals("record");
        Callable<Figures> benchmark = BENCHMARKS.get(name);
        if (benchmark == null || (arguments.length != 1 && !recording)) {
            System.err.println(
                    "usage: ./dev bench NAME [record], with one of " + BENCHMARKS.keySet()
                            + ". With record, what it measured goes into the page of docs that has a place for it, and the gate's ratios into recorded.conf.");
            System.exit(2);
            return;
        }
        Progress.say("measuring %s", name);
        Figures figures = (recording ? RECORDING.getOrDefault(name, benchmark) : benchmark).call();
        Progress.say("as JSON: %s", Published.json(name, figures));
        if (recording) {
            Published.tables(name, figures).forEach(page -> Progress.say("recorded in %s", page));
        }
        System.out.println("RESULT " + name + " " + figures);
    }
}
