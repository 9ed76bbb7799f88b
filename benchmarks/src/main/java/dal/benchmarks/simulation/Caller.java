package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Wishes.Wish;
import dal.cluster.NodeName;
import dal.routing.topology.ClusterState;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteRequest;
import dal.spi.Router;
import dal.spi.Router.NodeOutcome;
import dal.tenant.TenantClassName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls as core does: asks the router, waits where it says so, and runs the work where it says. Not thread-safe. */
final class Caller {

    static final TenantClassName STANDARD = TenantClassName.of("standard");

    private static final long OFTEN = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SELDOM = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);

    private final Scenario scenario;
    private final Map<NodeName, Server> servers;
    private final ClusterState state;
    private final Subject subject;
    private final Referee referee;
    private final Agenda agenda;
    private final Random random;
    private final Wishes wishes;
    private final Set<Running> running = new LinkedHashSet<>();
    private long decisions;
    private int waiting;

    Caller(
            Scenario scenario,
            Map<NodeName, Server> servers,
            ClusterState state,
            Subject subject,
            Referee referee,
            Agenda agenda,
            Random random) {
        this.scenario = scenario;
        this.servers = servers;
        this.state = state;
        this.subject = subject;
        this.referee = referee;
        this.agenda = agenda;
        this.random = random;
        this.wishes = new Wishes(random);
    }

    long decisions() {
        return decisions;
    }

    boolean anybodyWaits() {
        return waiting > 0;
    }

    /** Calls from now on, as if by many who know nothing of each other. */
    void begin() {
        agenda.in((long) (-scenario.gap() * Math.log(1 - random.nextDouble())), () -> {
            place(wishes.draw(), Set.of(), 0, 0);
            begin();
        });
    }

    RouteDecision ask(RouteRequest request) {
        referee.look(state, subject);
        decisions++;
        RouteDecision decision = subject.router().route(request);
        referee.decided(state.view(), request, decision);
        return decision;
    }

    /**
     * Finds a node for it, and has it run there.
     *
     * @param excluded what has failed it
     * @param waited for how long, in nanoseconds
     * @param attempts how often it ran before
     */
    void place(Wish wish, Set<NodeName> excluded, long waited, int attempts) {
        RouteRequest request =
                new RouteRequest(Scenario.CLUSTER, STANDARD, wish.intent(), wish.consistency(), excluded, waited);
        switch (ask(request)) {
            case Use use -> run(wish, request, use, attempts);
            case RouteDecision.Wait wait -> {
                if (waited < PATIENCE) {
                    long pause = Math.min(wait.askAgain().toNanos(), waited < FIRST ? OFTEN : SELDOM);
                    waiting++;
                    agenda.in(pause, () -> {
                        waiting--;
                        place(wish, Set.of(), waited + pause, attempts);
                    });
                }
            }
            case RouteDecision.Refuse refuse -> {}
        }
    }

    private void run(Wish wish, RouteRequest request, Use use, int attempts) {
        Running work = new Running(this, wish, request, use, server(use), attempts, null);
        if (work.begin() && work.mayBeHedged()) {
            long delay = subject.router().hedgeDelay(Scenario.CLUSTER);
            referee.readAsked();
            if (delay != Router.NO_HEDGING) {
                agenda.in(delay, work::hedge);
            }
        }
    }

    Server server(Use use) {
        return Objects.requireNonNull(servers.get(use.node()));
    }

    /** What runs on a node that its monitor has lost is given up at once. */
    void abort(Set<NodeName> lost) {
        for (Running work : List.copyOf(running)) {
            if (lost.contains(work.node())) {
                work.fail();
            }
        }
    }

    void begins(Running work) {
        running.add(work);
    }

    void awaited(long duration, boolean answered) {
        subject.router().awaited(Scenario.CLUSTER, duration, answered);
    }

    void ends(Running work, NodeOutcome outcome, long duration) {
        running.remove(work);
        subject.router().completed(Scenario.CLUSTER, work.node(), outcome, duration);
        referee.completed(state.view(), work.node(), outcome, duration);
    }

    Agenda agenda() {
        return agenda;
    }

    Random random() {
        return random;
    }

    Wishes wishes() {
        return wishes;
    }

    Referee referee() {
        return referee;
    }
}
