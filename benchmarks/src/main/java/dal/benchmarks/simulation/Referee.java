package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Branch.Point;
import dal.benchmarks.simulation.Findings.Violation;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.consistency.Consistency;
import dal.routing.position.Sample;
import dal.routing.topology.ClusterState;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.spi.RouteDecision;
import dal.spi.RouteDecision.Use;
import dal.spi.RouteReason;
import dal.spi.RouteRequest;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds each decision against what was observed, and each answer against what is true. Not thread-safe. */
final class Referee {

    /** A token of a timeline that nobody knows is looked for no longer than this. */
    private static final Duration MOST_LOOKING = Duration.ofSeconds(2);

    private static final int BURST = 10;

    private final Scenario scenario;
    private final Map<NodeName, Server> servers;
    private final Agenda agenda;
    private final Findings findings;
    private final PrimaryRule primaries = new PrimaryRule();
    private final EjectionRule ejections;
    private final ShareRule shares;
    private Set<NodeName> ejected = Set.of();
    private long reads;
    private long hedges;
    private long undecidable;
    private long lost;
    private long startedUntil;
    private @Nullable Mishaps mishaps;

    Referee(Scenario scenario, Map<NodeName, Server> servers, Agenda agenda, Findings findings) {
        this.scenario = scenario;
        this.servers = servers;
        this.agenda = agenda;
        this.findings = findings;
        this.ejections = new EjectionRule(scenario.routing().ejection(), agenda, findings);
        this.shares = new ShareRule(scenario.routing(), scenario.monitor(), scenario.alike(), agenda, findings);
    }

    /** Answers that lack what no view could have shown to be lacking: two promotions of one number. */
    long undecidable() {
        return undecidable;
    }

    /** Answers that lack what the last promotion lost. */
    long lost() {
        return lost;
    }

    /** What of the log is lost, that one knows. */
    void follow(Mishaps events) {
        mishaps = events;
    }

    /** Until then not every node was asked, and it is right to wait for them. */
    void starting(long until) {
        startedUntil = until;
    }

    void observed(NodeName node, Sample sample) {
        primaries.observed(node, sample);
    }

    void lost(NodeName node) {
        primaries.lost(node);
    }

    void readAsked() {
        reads++;
    }

    void completed(ClusterView view, NodeName node, NodeOutcome outcome, long duration) {
        ejections.completed(view, node, outcome, duration);
        shares.completed(node, outcome, duration);
    }

    /** Before each decision. */
    void look(ClusterState state, Subject subject) {
        ejected = ejections.look(state.view(), subject);
        shares.look(ejected);
    }

    /** After each decision. */
    void decided(ClusterView view, RouteRequest request, RouteDecision decision) {
        switch (decision) {
            case Use use when use.purpose() == PoolPurpose.REPLICA -> onReplica(view, request, use);
            case Use use -> {
                if (!use.node().equals(primaries.primary())
                        || request.excluded().contains(use.node())) {
                    findings.add(
                            Violation.WRONG_PRIMARY,
                            () -> use + ", where the primary is " + primaries.primary()
                                    + (primaries.tie() ? " (tie)" : ""));
                }
            }
            case RouteDecision.Wait wait -> waits(request, wait.reason());
            case RouteDecision.Refuse refuse -> refuses(request, refuse.reason());
        }
    }

    private void onReplica(ClusterView view, RouteRequest request, Use use) {
        NodeView node = view.node(use.node());
        Sample sample = primaries.latest(use.node());
        boolean available = node != null
                && sample != null
                && !sample.primary()
                && !node.drained()
                && !ejected.contains(use.node())
                && !request.excluded().contains(use.node())
                && request.intent() != Intent.WRITE
                && !(request.consistency() instanceof Consistency.Strong);
        if (!available) {
            findings.add(Violation.NOT_AVAILABLE, () -> use + " for " + request + ", ejected " + ejected);
        }
        if (request.intent() == Intent.HEDGE) {
            hedges++;
            if (hedges > scenario.routing().hedging().maxShare() * reads + BURST) {
                findings.add(Violation.OVER_BUDGET, () -> hedges + " hedges of " + reads + " reads");
            }
        } else if (use.reason() == RouteReason.EVENTUAL_READ
                && request.excluded().isEmpty()) {
            shares.decided(view, use.node());
        }
    }

    private void waits(RouteRequest request, RouteReason reason) {
        NodeName primary = primaries.primary();
        boolean reasonable = switch (reason) {
            case NO_PRIMARY -> primary == null;
            case PRIMARY_UNAVAILABLE -> primary != null && request.excluded().contains(primary);
            case REPLICAS_BEHIND ->
                agenda.now() < startedUntil
                        || request.waited() < scenario.routing().catchUpWait().toNanos();
            case TOKEN_OF_NEWER_TIMELINE -> request.waited() < MOST_LOOKING.toNanos() && isNewer(request);
            case REPLICAS_UNAVAILABLE, REPLICAS_TOO_STALE, TOKEN_OF_OLDER_TIMELINE -> agenda.now() < startedUntil;
            default -> false;
        };
        if (!reasonable) {
            findings.add(Violation.UNREASONABLE, () -> "wait, " + reason + ", primary " + primary + ": " + request);
        }
    }

    private void refuses(RouteRequest request, RouteReason reason) {
        boolean reasonable = switch (reason) {
            case TWO_PRIMARIES -> primaries.tie();
            case NO_HEDGE -> request.intent() == Intent.HEDGE;
            case TOKEN_OF_NEWER_TIMELINE -> request.waited() > 0 && isNewer(request);
            default -> false;
        };
        if (!reasonable) {
            findings.add(Violation.UNREASONABLE, () -> "refusal, " + reason + ": " + request);
        }
    }

    private boolean isNewer(RouteRequest request) {
        NodeName primary = primaries.primary();
        Sample sample = primary == null ? null : primaries.latest(primary);
        int asked = switch (request.consistency()) {
            case Consistency.AtLeast atLeast -> atLeast.token().position().timeline();
            case Consistency.BoundedStaleness bounded ->
                bounded.seen() == null ? 0 : bounded.seen().position().timeline();
            case Consistency.Strong strong -> 0;
            case Consistency.Eventual eventual -> 0;
        };
        return sample != null && asked > sample.timeline();
    }

    /** What an answer has to hold that was decided on now: what the primary had committed so long ago. */
    @Nullable
    Point committedUntil(Duration limit) {
        NodeName held = primaries.primary() == null ? primaries.lastHeld() : primaries.primary();
        Server primary = held == null ? null : servers.get(held);
        if (primary == null) {
            return null;
        }
        return primary.branch().point(primary.branch().endAt(agenda.now() - limit.toNanos()));
    }

    /**
     * A server has answered a read.
     *
     * @param promised what the answer has to hold
     */
    void answered(Server server, Point promised, Use use, RouteRequest request) {
        Server leader = Objects.requireNonNull(mishaps).leader();
        Point holds = server.holds();
        if (holds.holds(promised)) {
            return;
        }
        if (!leader.holds().holds(promised)) {
            lost++;
        } else if (holds.branch().isNamesakeIn(leader.branch())) {
            undecidable++;
        } else {
            findings.add(
                    Violation.STALE,
                    () -> use + " holds timeline " + holds.branch().number() + " up to " + holds.end() + ", not "
                            + promised.branch().number() + ":" + promised.end() + " for " + request);
        }
    }
}
