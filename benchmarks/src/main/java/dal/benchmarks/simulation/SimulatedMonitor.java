package dal.benchmarks.simulation;

import dal.config.MonitorConfig;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterState;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Observes one server as the real monitor does: on one connection, which does not outlive a crash, with answers that take their time. */
final class SimulatedMonitor {

    private static final long HURRIED = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long BRIEFLY = TimeUnit.MILLISECONDS.toNanos(1);

    private final Server server;
    private final ClusterState state;
    private final Referee referee;
    private final MonitorConfig config;
    private final Agenda agenda;
    private final Random random;
    private final BooleanSupplier hurried;
    private int connectedTo = -1;
    private int failures;
    private boolean cutOff;

    SimulatedMonitor(
            Server server,
            ClusterState state,
            Referee referee,
            MonitorConfig config,
            Agenda agenda,
            Random random,
            BooleanSupplier hurried) {
        this.server = server;
        this.state = state;
        this.referee = referee;
        this.config = config;
        this.agenda = agenda;
        this.random = random;
        this.hurried = hurried;
    }

    /** Whether the network between it and its server is cut. */
    void cutOff(boolean now) {
        cutOff = now;
    }

    void ask() {
        long askedAt = agenda.now();
        if (cutOff) {
            agenda.in(config.timeout().toNanos(), this::lost);
        } else if (!server.up() || (connectedTo >= 0 && connectedTo != server.life())) {
            agenda.in(BRIEFLY, this::lost);
        } else {
            connectedTo = server.life();
            long takes = random.nextInt(20) == 0
                    ? (long) (config.timeout().toNanos() * 0.9 * random.nextDouble())
                    : (long) (BRIEFLY * 5 * random.nextDouble());
            agenda.in((long) (takes * random.nextDouble()), () -> look(askedAt, takes));
        }
    }

    private void look(long askedAt, long takes) {
        if (server.frozen() && server.life() == connectedTo) {
            if (agenda.now() - askedAt >= config.timeout().toNanos()) {
                lost();
            } else {
                agenda.in(BRIEFLY * 10, () -> look(askedAt, takes));
            }
        } else if (!server.up() || server.life() != connectedTo) {
            lost();
        } else {
            Sample sample = server.says(askedAt);
            agenda.in(askedAt + takes - agenda.now(), () -> observed(sample));
        }
    }

    private void observed(Sample sample) {
        failures = 0;
        referee.observed(server.name(), sample);
        state.observed(server.name(), sample);
        pause(config.interval());
    }

    private void lost() {
        connectedTo = -1;
        failures++;
        referee.lost(server.name());
        state.lost(server.name());
        pause(config.interval().multipliedBy(failures == 1 ? 1 : 2));
    }

    private void pause(Duration calm) {
        double factor = 1 + config.jitter() * (2 * random.nextDouble() - 1);
        agenda.in((long) ((hurried.getAsBoolean() ? HURRIED : calm.toNanos()) * factor), this::ask);
    }
}
