package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Findings.Violation;
import dal.cluster.NodeName;
import dal.config.EjectionConfig;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.spi.Router.NodeOutcome;
import dal.status.NodeAvailability;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * No flapping: only what failed often enough in a row is ejected, it stays so for as long as its backoff says, a quarter less at most, and returns after a probe, or
 * where the monitor had lost it meanwhile; never too many at one moment; and what fails again and again is ejected. Worked out from what was reported to the
 * router and what it says of its nodes. Not thread-safe.
 */
final class EjectionRule {

    private static final double LEAST_PART = 0.75;

    /** So much more than the configured number may be under way when it is reached. */
    private static final int LATE = 60;

    private static final long NEVER = Long.MIN_VALUE;

    /** What is known of one node. */
    private static final class Course {
        private int inARow;
        private int inVain;
        private boolean ejected;
        private boolean enough;
        private long failedAt = NEVER;
        private long ejectedAt = NEVER;
        private long backAt = NEVER;
        private int doublings = -1;
    }

    private final EjectionConfig config;
    private final Agenda agenda;
    private final Findings findings;
    private final Map<NodeName, Course> courses = new HashMap<>();
    private final Set<NodeName> ejected = new HashSet<>();

    EjectionRule(EjectionConfig config, Agenda agenda, Findings findings) {
        this.config = config;
        this.agenda = agenda;
        this.findings = findings;
    }

    private Course course(NodeName node) {
        return courses.computeIfAbsent(node, added -> new Course());
    }

    void completed(ClusterView view, NodeName node, NodeOutcome outcome, long duration) {
        Course course = course(node);
        switch (outcome) {
            case ANSWERED -> {
                course.inARow = 0;
                course.inVain = 0;
            }
            case FAILED -> {
                NodeView known = view.node(node);
                Long returned = known == null ? null : known.returnedAt();
                long begun = agenda.now() - duration;
                boolean old = (returned != null && begun < returned) || begun < course.backAt;
                boolean isReplica = known != null && view.replicas().contains(known);
                if (!course.ejected && !old && isReplica) {
                    course.inARow++;
                    course.inVain++;
                    course.enough |= course.inARow >= config.failures();
                    course.failedAt = agenda.now();
                }
            }
            case NOT_USED -> {}
        }
    }

    /** Takes in what the router says of its nodes before a decision. */
    Set<NodeName> look(ClusterView view, Subject subject) {
        ejected.clear();
        int serving = 0;
        for (NodeView replica : view.replicas()) {
            serving += replica.drained() ? 0 : 1;
        }
        int allowed = config.maxShare() == 0 ? 0 : Math.max(1, (int) (config.maxShare() * serving));
        int before = 0;
        for (NodeView replica : view.replicas()) {
            before += course(replica.node()).ejected ? 1 : 0;
        }
        for (NodeView replica : view.replicas()) {
            Course course = course(replica.node());
            boolean now = isEjected(view, subject, replica);
            if (now) {
                ejected.add(replica.node());
            }
            if (now && !course.ejected) {
                begins(replica, course);
            } else if (!now && course.ejected) {
                ends(replica, course, before > allowed);
            }
            course.ejected = now;
            course.enough = course.inARow >= config.failures();
        }
        mustBeEjected(view, ejected.size() < allowed);
        if (ejected.size() > allowed) {
            findings.add(
                    Violation.TOO_MANY_EJECTED,
                    () -> ejected + " of " + view.replicas().size() + ", where " + allowed + " may be");
        }
        return ejected;
    }

    /** What failed while there was no room for it is not held against the router. */
    private void mustBeEjected(ClusterView view, boolean room) {
        for (NodeView replica : view.replicas()) {
            Course course = course(replica.node());
            course.inVain = course.ejected || !room ? 0 : course.inVain;
            if (course.inVain > config.failures() + LATE) {
                findings.add(
                        Violation.NOT_EJECTED, () -> replica.node() + " failed " + course.inVain + " times in a row");
            }
        }
    }

    /** A drained node is not judged by its failures, so it is asked for as if it were not. */
    private static boolean isEjected(ClusterView view, Subject subject, NodeView replica) {
        return subject.judgement().of(view, replica) == NodeAvailability.EJECTED;
    }

    private void begins(NodeView replica, Course course) {
        if (!course.enough) {
            findings.add(
                    Violation.FLAPPING,
                    () -> replica.node() + " was ejected after " + course.inARow + " failures in a row");
        }
        long well = course.backAt == NEVER
                ? 0
                : (course.failedAt - course.backAt) / config.longest().toNanos();
        course.doublings = (int) Math.max(0, course.doublings + 1 - well);
        course.ejectedAt = course.failedAt == NEVER ? agenda.now() : course.failedAt;
        course.inARow = 0;
    }

    private void ends(NodeView replica, Course course, boolean tooMany) {
        Long returned = replica.returnedAt();
        boolean wasAway = returned != null && returned > course.ejectedAt;
        double backoff = Math.min(
                (double) config.longest().toNanos(),
                Math.scalb((double) config.first().toNanos(), course.doublings));
        long lasted = agenda.now() - course.ejectedAt;
        boolean probed = replica.sample() != null && replica.sample().sentAt() > course.ejectedAt;
        if (!wasAway && !tooMany && !replica.drained() && (lasted < LEAST_PART * backoff || !probed)) {
            findings.add(
                    Violation.FLAPPING,
                    () -> replica.node() + " was back after " + lasted / 1e6 + " ms of " + backoff / 1e6
                            + (probed ? "" : ", not probed"));
        }
        course.backAt = agenda.now();
        course.inARow = 0;
    }
}
