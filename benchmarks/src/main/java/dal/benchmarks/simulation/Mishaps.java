package dal.benchmarks.simulation;

import dal.routing.topology.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, at random: replicas crash and come back with less, freeze, fall behind, fail their work; monitors lose sight of them; operators drain them; primaries
 * die or are replaced while they live on, two at a time are promoted, and the others follow sooner or later.
 */
final class Mishaps {

    private final List<Server> servers;
    private final Map<Server, SimulatedMonitor> monitors;
    private final ClusterState state;
    private final Scenario scenario;
    private final Agenda agenda;
    private final Random random;
    private Server leader;

    Mishaps(
            List<Server> servers,
            Map<Server, SimulatedMonitor> monitors,
            ClusterState state,
            Scenario scenario,
            Agenda agenda,
            Random random) {
        this.servers = servers;
        this.monitors = monitors;
        this.state = state;
        this.scenario = scenario;
        this.agenda = agenda;
        this.random = random;
        this.leader = servers.get(0);
    }

    /** The primary promoted last: what is not in its log is lost. */
    Server leader() {
        return leader;
    }

    void begin() {
        agenda.in(exponential(seconds(2)), this::strike);
    }

    private void strike() {
        Server server = servers.get(random.nextInt(servers.size()));
        switch (random.nextInt(11)) {
            case 0, 1 -> crash(server);
            case 2 -> freeze(server);
            case 3 -> pauseReplay(server);
            case 4, 5 -> failWork(server);
            case 6 -> cutOffMonitor(server);
            case 7 -> drain(server);
            case 8 -> changeLag(server);
            case 9 -> slowDown(server);
            default -> replaceLeader();
        }
        agenda.in(exponential(seconds(1.5)), this::strike);
    }

    private void crash(Server server) {
        if (!server.up() || server.primary()) {
            return;
        }
        server.crash();
        long down = random.nextBoolean() ? uniform(0.005, 0.1) : uniform(0.1, 3);
        long behind = uniform(0, 3);
        int life = server.life();
        agenda.in(down, () -> {
            if (!server.up() && server.life() == life) {
                server.restart(behind);
            }
        });
    }

    private void freeze(Server server) {
        if (server.up() && !server.frozen()) {
            server.freeze(true);
            agenda.in(uniform(0.05, 3), () -> server.freeze(false));
        }
    }

    private void pauseReplay(Server server) {
        server.pause(true);
        agenda.in(uniform(0.1, 10), () -> server.pause(false));
    }

    private void failWork(Server server) {
        server.failing(random.nextBoolean() ? 1 : random.nextDouble());
        agenda.in(uniform(0.05, 8), () -> server.failing(0));
    }

    private void cutOffMonitor(Server server) {
        SimulatedMonitor monitor = monitors.get(server);
        if (monitor != null) {
            monitor.cutOff(true);
            agenda.in(uniform(0.1, 3), () -> monitor.cutOff(false));
        }
    }

    private void drain(Server server) {
        if (state.drain(server.name())) {
            agenda.in(uniform(0.1, 5), () -> state.undrain(server.name()));
        }
    }

    private void changeLag(Server server) {
        server.lag(uniform(0.001, random.nextInt(4) == 0 ? 5 : 0.2));
    }

    private void slowDown(Server server) {
        if (!scenario.alike()) {
            long usual = server.latency();
            server.latency(usual * (2 + random.nextInt(20)));
            agenda.in(uniform(0.5, 10), () -> server.latency(usual));
        }
    }

    /** The primary dies, or lives on unseen; another is promoted, and now and then two are. */
    private void replaceLeader() {
        Server old = leader;
        Server heir = candidate(old);
        if (heir == null) {
            return;
        }
        boolean dies = random.nextInt(3) > 0;
        if (dies && old.up()) {
            for (Server server : servers) {
                if (server.follows(old)) {
                    server.cutOff();
                }
            }
            old.crash();
        }
        agenda.in(uniform(0.01, 3), () -> promote(old, heir, dies));
    }

    private @Nullable Server candidate(Server old) {
        List<Server> able = servers.stream()
                .filter(server -> server != old && server.up() && !server.frozen() && server.follows(old))
                .toList();
        return able.isEmpty() ? null : able.get(random.nextInt(able.size()));
    }

    private void promote(Server old, Server heir, boolean died) {
        if (leader != old || !heir.up() || heir.primary()) {
            if (died && leader == old && !old.up()) {
                old.restart(0);
            }
            return;
        }
        Server second = random.nextInt(6) == 0 ? candidate(old) : null;
        heir.lead(heir.branch().promoted(heir.replayed()));
        leader = heir;
        if (second != null && second != heir && second.follows(old)) {
            Server rival = second;
            rival.lead(rival.branch().promoted(rival.replayed()));
            agenda.in(uniform(0.5, 4), () -> demote(rival));
        }
        if (died && random.nextBoolean()) {
            // Comes back believing that it is still the primary.
            agenda.in(uniform(0, 2), () -> {
                if (!old.up() && old != leader) {
                    old.restart(0);
                }
            });
        }
        agenda.in(uniform(1, 5), () -> demote(old));
        for (Server server : servers) {
            if (server != heir && server != old && !server.primary()) {
                agenda.in(uniform(0.01, 2), () -> follow(server));
            }
        }
    }

    private void follow(Server server) {
        if (server == leader || server.primary() || server.follows(leader)) {
            return;
        }
        if (server.up() && server.canFollow(leader)) {
            server.follow(leader);
            agenda.in(scenario.learnsLate() ? uniform(0.5, 5) : 0, server::learnTimeline);
        } else {
            demote(server);
        }
    }

    /** Has it rebuilt from the primary, which takes longer than its monitor needs to notice. */
    private void demote(Server server) {
        if (server == leader) {
            return;
        }
        if (server.up()) {
            server.crash();
        }
        int life = server.life();
        long notice =
                scenario.monitor().interval().plus(scenario.monitor().timeout()).toNanos() * 3 / 2;
        agenda.in(notice + uniform(0.1, 2), () -> {
            if (!server.up() && server.life() == life && server != leader) {
                server.rebuild(leader);
            }
        });
    }

    private long exponential(double mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    private static double seconds(double seconds) {
        return seconds * TimeUnit.SECONDS.toNanos(1);
    }

    private long uniform(double from, double to) {
        return (long) seconds(from + (to - from) * random.nextDouble());
    }
}
