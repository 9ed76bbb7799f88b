package dal.migrations;

import dal.migrations.TargetMigration.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command on many targets.
 *
 * <p>Of a migration, the first target of each set of scripts goes alone: the canary. If one fails, no other target is touched. Then every server has a few
 * workers, each with one session, that take its targets in order. Once too many have failed, no further one is begun; those under way are finished.
 *
 * <p>For one run.
 */
final class FanOut {

    private final MigrationSettings settings;
    private final MigrationListener listener;
    private final Command command;
    private final @Nullable String baseline;
    private final Map<MigrationTarget, TargetReport> reports = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<@Nullable Fault> end = new AtomicReference<>();

    FanOut(MigrationSettings settings, MigrationListener listener, Command command, @Nullable String baseline) {
        this.settings = settings;
        this.listener = listener;
        this.command = command;
        this.baseline = baseline;
    }

    Map<MigrationTarget, TargetReport> run(Collection<Step> steps) {
        List<Step> rest = new ArrayList<>(steps);
        if (command == Command.MIGRATE && settings.canary() && steps.size() > 1) {
            for (Step canary : canaries(rest)) {
                rest.remove(canary);
                ReplicaLag lag = new ReplicaLag(settings.maxReplicaLag(), settings.replicaLagWait());
                try (Lane lane = new Lane()) {
                    TargetReport report =
                            finish(new Attempts(settings, listener, command, baseline, lag).run(canary, lane));
                    if (!report.successful()) {
                        end.compareAndSet(null, died(report));
                        break;
                    }
                }
            }
        }
        Map<String, Queue<Step>> byServer = new LinkedHashMap<>();
        rest.forEach(step -> byServer.computeIfAbsent(step.primary().server(), server -> new ConcurrentLinkedQueue<>())
                .add(step));
        work(byServer);
        steps.forEach(step ->
                reports.computeIfAbsent(step.target(), target -> TargetReport.notStarted(target, interrupted())));
        return reports;
    }

    private List<Step> canaries(List<Step> steps) {
        List<MigrationTarget> first =
                Canaries.among(steps.stream().map(Step::target).toList(), settings.canaryTarget());
        return steps.stream().filter(step -> first.contains(step.target())).toList();
    }

    private void work(Map<String, Queue<Step>> byServer) {
        try (ExecutorService workers = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("migrate-", 1).factory())) {
            List<Future<?>> running = new ArrayList<>();
            byServer.forEach((server, queue) -> {
                ReplicaLag lag = new ReplicaLag(settings.maxReplicaLag(), settings.replicaLagWait());
                int wanted = Math.min(settings.parallel(), queue.size());
                for (int number = 0; number < wanted; number++) {
                    running.add(workers.submit(() -> work(queue, lag)));
                }
            });
            await(running, workers);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A worker broke off", e.getCause());
        }
    }

    /** Whoever is interrupted wants to end soon: what is under way is finished, as nothing else would leave a plain state, and nothing more is begun. */
    private void await(List<Future<?>> running, ExecutorService workers) throws ExecutionException {
        boolean interrupted = false;
        for (int next = 0; next < running.size(); ) {
            try {
                running.get(next).get();
                next++;
            } catch (InterruptedException e) {
                interrupted = true;
                end.compareAndSet(null, interrupted());
                workers.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Queue<Step> queue, ReplicaLag lag) {
        Attempts attempts = new Attempts(settings, listener, command, baseline, lag);
        try (Lane lane = new Lane()) {
            for (Step step = queue.poll(); step != null; step = queue.poll()) {
                Fault reason = end.get();
                TargetReport report =
                        reason != null ? TargetReport.notStarted(step.target(), reason) : attempts.run(step, lane);
                finish(report);
            }
        }
    }

    private TargetReport finish(TargetReport report) {
        reports.put(report.target(), report);
        if (report.state() == TargetReport.State.FAILED) {
            int failed = failures.incrementAndGet();
            if (command == Command.MIGRATE && settings.failureBudget() > 0 && failed >= settings.failureBudget()) {
                end.compareAndSet(null, overBudget(failed));
            }
        } else if (report.state() == TargetReport.State.NOT_STARTED) {
            end.compareAndSet(null, report.faults().getFirst());
        }
        listener.ended(report);
        return report;
    }

    private static Fault died(TargetReport report) {
        return new Fault(
                "Not begun: " + report.target().label() + ", which went first, failed",
                "Mend that one and run it again",
                null,
                0,
                null,
                null);
    }

    private static Fault interrupted() {
        return new Fault("Not begun: the run was interrupted", "Run it again", null, 0, null, null);
    }

    private static Fault overBudget(int failed) {
        return new Fault(
                "Not begun: " + failed + " targets had failed before",
                "Mend those that failed and run it again, or allow more failures (failure-budget)",
                null,
                0,
                null,
                null);
    }
}
