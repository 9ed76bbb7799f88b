package dal.benchmarks.simulation;

import dal.cluster.NodeName;
import dal.cluster.Role;
import dal.config.NodeConfig;
import dal.routing.topology.ClusterState;
import dal.routing.topology.ClusterView;
import dal.spi.NodeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One cluster for a while: all that happens in it follows from one number. */
final class World {

    private static final long OTHERS_WRITE_EVERY = TimeUnit.MILLISECONDS.toNanos(20);

    private final Agenda agenda = new Agenda();
    private final Findings findings;
    private final Random random;
    private final Scenario scenario;
    private final List<Server> servers = new ArrayList<>();
    private final Map<NodeName, Server> byName = new HashMap<>();
    private final ClusterState state;
    private final Referee referee;
    private final Caller caller;

    World(long seed, Subject.Maker maker) {
        this.findings = new Findings(seed);
        this.random = new Random(seed);
        this.scenario = Scenario.draw(random);
        Branch first = Branch.first();
        for (NodeConfig node : scenario.nodes()) {
            Server server = new Server(node, agenda, first);
            servers.add(server);
            byName.put(node.name(), server);
        }
        settle(first);
        Caller[] calling = new Caller[1];
        this.state = new ClusterState(Scenario.CLUSTER, scenario.nodes(), agenda::now, view -> {
            if (calling[0] != null) {
                calling[0].abort(lost(view));
            }
        });
        this.referee = new Referee(scenario, byName, agenda, findings);
        Random draws = new Random(seed + 1);
        Subject subject = maker.make(
                cluster -> state.view(), scenario.routing(), scenario.monitor(), draws::nextDouble, agenda::now);
        Map<Server, SimulatedMonitor> monitors = new HashMap<>();
        for (Server server : servers) {
            SimulatedMonitor monitor = new SimulatedMonitor(
                    server,
                    state,
                    referee,
                    scenario.monitor(),
                    agenda,
                    random,
                    () -> calling[0] != null && calling[0].anybodyWaits());
            monitors.put(server, monitor);
            monitor.ask();
        }
        Mishaps mishaps = new Mishaps(servers, monitors, state, scenario, agenda, random);
        referee.follow(mishaps);
        this.caller = new Caller(scenario, byName, state, subject, referee, agenda, random);
        calling[0] = caller;
        long settled = scenario.monitor().timeout().toNanos() * 2;
        referee.starting(agenda.now() + settled);
        agenda.in(settled, state::settle);
        mishaps.begin();
        caller.begin();
        othersWrite();
    }

    private void settle(Branch first) {
        servers.get(0).lead(first);
        for (Server server : servers) {
            server.latency(TimeUnit.MICROSECONDS.toNanos(
                    scenario.alike() ? 2_000 : 500 + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 4_000)));
            server.lag(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(50)));
            if (!server.primary()) {
                server.follow(servers.get(0));
            }
        }
    }

    /** Not all that writes is this process, and whoever still believes a replaced primary writes there. */
    private void othersWrite() {
        for (Server server : servers) {
            if (server.primary() && server.up() && !server.frozen()) {
                long unused = server.branch().commit(agenda.now(), 1 + random.nextInt(500));
            }
        }
        agenda.in((long) (OTHERS_WRITE_EVERY * 2 * random.nextDouble()), this::othersWrite);
    }

    private static Set<NodeName> lost(ClusterView view) {
        return view.snapshot().nodes().stream()
                .filter(node -> node.role() == Role.UNKNOWN)
                .map(NodeState::node)
                .collect(Collectors.toSet());
    }

    /** Runs until so many decisions were made. */
    void run(long decisions) {
        while (caller.decisions() < decisions && agenda.next()) {
            // All is done by what happens.
        }
    }

    long decisions() {
        return caller.decisions();
    }

    Findings findings() {
        return findings;
    }

    Referee referee() {
        return referee;
    }
}
