package dal.benchmarks.simulation;

import dal.benchmarks.simulation.Findings.Violation;
import dal.cluster.NodeName;
import dal.config.MonitorConfig;
import dal.config.RoutingConfig;
import dal.routing.topology.ClusterView;
import dal.routing.topology.NodeView;
import dal.spi.Router.NodeOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * No herd, and nobody starved. Of two drawn by weight one is taken: so the probability that a replica is, is at most the probability that it is drawn, times the part of
 * the draws that it takes part in while it warms up. Summed up over a run of decisions that bounds how many of them it may get; by more than chance explains
 * (Freedman's inequality; far less than once in as many runs as anybody will make) it is a herd. A run ends when the cluster changes, so that what a replica did not
 * get before is not owed to it.
 *
 * <p>A replica that could have been drawn throughout a thousand reads, where all are equally quick, has been well for a while, and got nothing, is starved. Not thread-safe.
 */
final class ShareRule {

    private static final int RUN = 2_000;
    private static final double LEAST_PART = 0.1;
    private static final long WELL_FOR = 30_000_000_000L;
    private static final long SLOW = 50_000_000;
    private static final int STARVED_AFTER = 1_000;
    private static final double STARVED_SHARE = 0.1;

    /** What one replica may have got and did. */
    private static final class Account {
        private double due;
        private int got;
        private int without;
    }

    private final RoutingConfig config;
    private final MonitorConfig monitor;
    private final boolean alike;
    private final Agenda agenda;
    private final Findings findings;
    private final Map<NodeName, Account> accounts = new HashMap<>();
    private final Map<NodeName, Long> illAt = new HashMap<>();
    private final Map<NodeName, Long> readmittedAt = new HashMap<>();
    private Set<NodeName> ejectedBefore = Set.of();
    private List<Object> composition = List.of();
    private int decisions;

    ShareRule(RoutingConfig config, MonitorConfig monitor, boolean alike, Agenda agenda, Findings findings) {
        this.config = config;
        this.monitor = monitor;
        this.alike = alike;
        this.agenda = agenda;
        this.findings = findings;
    }

    void completed(NodeName node, NodeOutcome outcome, long duration) {
        if (outcome == NodeOutcome.FAILED || duration > SLOW) {
            illAt.put(node, agenda.now());
        }
    }

    /** Before each decision. */
    void look(Set<NodeName> ejected) {
        for (NodeName node : ejectedBefore) {
            if (!ejected.contains(node)) {
                readmittedAt.put(node, agenda.now());
            }
        }
        if (!ejected.equals(ejectedBefore)) {
            ejectedBefore = new HashSet<>(ejected);
        }
    }

    /** An eventual read that nothing was excluded for went to that replica. */
    void decided(ClusterView view, NodeName chosen) {
        List<NodeView> candidates = weighty(heardOf(lagging(view, available(view))));
        restartWhereOtherwise(candidates);
        if (candidates.stream().noneMatch(candidate -> candidate.node().equals(chosen))) {
            findings.add(
                    Violation.NOT_AVAILABLE,
                    () -> chosen + ", where "
                            + candidates.stream().map(NodeView::node).toList() + " serve");
        }
        double[] parts = parts(candidates);
        double[] bounds = Draws.bounds(candidates, parts, config.zone());
        for (int i = 0; i < candidates.size(); i++) {
            NodeView candidate = candidates.get(i);
            NodeName node = candidate.node();
            Account account = accounts.computeIfAbsent(node, added -> new Account());
            account.due += bounds[i];
            account.got += node.equals(chosen) ? 1 : 0;
            if (account.got > account.due + slack(account.due)) {
                herd(candidates, node, account);
                account.got = 0;
                account.due = 0;
            }
            starvation(node, account, parts[i] == 1 && bounds[i] >= STARVED_SHARE && !node.equals(chosen));
        }
        accounts.forEach((node, account) -> {
            account.without = candidates.stream().anyMatch(one -> one.node().equals(node)) ? account.without : 0;
        });
        decisions++;
    }

    private void herd(List<NodeView> candidates, NodeName node, Account account) {
        int got = account.got;
        double due = account.due;
        findings.add(
                Violation.HERD,
                () -> node + " got " + got + " of " + decisions + " reads, where at most " + Math.round(due)
                        + " were its due, beside " + (candidates.size() - 1) + " others");
    }

    private void starvation(NodeName node, Account account, boolean gotNothing) {
        boolean well = alike && agenda.now() - illAt.getOrDefault(node, 0L) > WELL_FOR;
        account.without = well && gotNothing ? account.without + 1 : 0;
        if (account.without > STARVED_AFTER) {
            findings.add(Violation.STARVED, () -> node + " got none of " + STARVED_AFTER + " reads");
            account.without = 0;
        }
    }

    private void restartWhereOtherwise(List<NodeView> candidates) {
        List<Object> now = new ArrayList<>();
        for (NodeView candidate : candidates) {
            now.add(candidate.node());
            Long returned = candidate.returnedAt();
            now.add(returned == null ? 0L : returned);
            now.add(readmittedAt.getOrDefault(candidate.node(), 0L));
        }
        if (decisions >= RUN || !now.equals(composition)) {
            composition = now;
            decisions = 0;
            accounts.values().forEach(account -> {
                account.due = 0;
                account.got = 0;
            });
        }
    }

    private static double slack(double due) {
        return 10 + 7.5 * Math.sqrt(due);
    }

    private double[] parts(List<NodeView> candidates) {
        double[] parts = new double[candidates.size()];
        double slowStart = config.slowStart().toNanos();
        for (int i = 0; i < parts.length; i++) {
            NodeView candidate = candidates.get(i);
            Long returned = candidate.returnedAt();
            long back = Math.max(returned == null ? 0 : returned, readmittedAt.getOrDefault(candidate.node(), 0L));
            long since = agenda.now() - back;
            parts[i] = since >= slowStart ? 1 : Math.max(LEAST_PART, since / slowStart);
        }
        return parts;
    }

    private List<NodeView> available(ClusterView view) {
        return view.replicas().stream()
                .filter(replica -> !replica.drained() && !ejectedBefore.contains(replica.node()))
                .toList();
    }

    /** Those within the limits of lag; where too few are, as many as there are of the freshest. */
    private List<NodeView> lagging(ClusterView view, List<NodeView> available) {
        return LagRule.serving(view, available, config.lag(), agenda.now());
    }

    /** One whose latest sample is older than one that is answered in time ever gets stands back, as long as another does not. */
    private List<NodeView> heardOf(List<NodeView> available) {
        long due = (long) (monitor.interval().toNanos() * (1 + monitor.jitter()))
                + monitor.timeout().toNanos();
        List<NodeView> heardOf = available.stream()
                .filter(replica -> replica.sample() != null
                        && agenda.now() - replica.sample().sentAt() <= due)
                .toList();
        return heardOf.isEmpty() ? available : heardOf;
    }

    private static List<NodeView> weighty(List<NodeView> available) {
        List<NodeView> weighty =
                available.stream().filter(replica -> replica.weight() > 0).toList();
        return weighty.isEmpty() ? available : weighty;
    }
}
