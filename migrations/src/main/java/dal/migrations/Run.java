package dal.migrations;

import dal.config.DataAccessConfig;
import dal.migrations.TargetMigration.Command;
import dal.migrations.TargetPlan.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One command over all targets: look, decide what there is to do, do it, report in the order of the plan. */
final class Run {

    private final DataAccessConfig config;
    private final MigrationSettings settings;
    private final MigrationListener listener;
    private final TargetPlan plan;
    private final Map<String, String> placeholders;

    Run(
            DataAccessConfig config,
            MigrationSettings settings,
            MigrationListener listener,
            TargetPlan plan,
            Map<String, String> placeholders) {
        this.config = config;
        this.settings = settings;
        this.listener = listener;
        this.plan = plan;
        this.placeholders = placeholders;
    }

    String applicationName() {
        return config.applicationName() + " migrate";
    }

    TargetPlan plan() {
        return plan;
    }

    List<MigrationTarget> targets() {
        plan.check();
        List<MigrationTarget> targets = new ArrayList<>(plan.shared());
        if (plan.hasTenantSchemas()) {
            targets.addAll(plan.ofTenants(new CatalogTable(config, applicationName()).known()));
        }
        return targets;
    }

    MigrationReport command(Command command, @Nullable String baseline) {
        plan.check();
        List<MigrationTarget> shared = plan.shared();
        List<TargetReport> reports = new ArrayList<>();
        if (!plan.hasTenantSchemas()) {
            reports.addAll(on(checked(shared, command), command, baseline).targets());
        } else {
            try {
                reports.addAll(
                        on(checked(targets(), command), command, baseline).targets());
            } catch (MigrationFailedException e) {
                reports.addAll(on(shared, command, baseline).targets());
                reports.addAll(e.report().targets());
            }
        }
        return new MigrationReport(reports);
    }

    private List<MigrationTarget> checked(List<MigrationTarget> targets, Command command) {
        if (command == Command.MIGRATE) {
            Canaries.check(targets, settings);
        }
        return targets;
    }

    /** The command on these targets alone. */
    MigrationReport on(List<MigrationTarget> targets, Command command, @Nullable String baseline) {
        Inspection inspection = new Inspection(applicationName(), placeholders);
        inspection.look(targets);
        Map<MigrationTarget, TargetReport> reports = new LinkedHashMap<>(inspection.failed());
        List<Step> steps = new ArrayList<>();
        for (MigrationTarget target : targets) {
            if (inspection.steps().containsKey(target)) {
                Step step = inspection.step(target);
                Known known = step.known();
                if (known != null && isAnswered(command, known)) {
                    List<Fault> faults =
                            command == Command.VALIDATE ? FlywayFaults.pending(known.scripts()) : List.of();
                    reports.put(target, TargetReport.of(target, known.scripts(), List.of(), faults, Duration.ZERO));
                } else {
                    steps.add(step);
                }
            }
        }
        listener.began(
                targets.size(),
                targets.size() - steps.size() - inspection.failed().size());
        reports.values().forEach(listener::ended);
        reports.putAll(new FanOut(settings, listener, command, baseline).run(steps));
        if (command == Command.MIGRATE) {
            warn(targets, inspection, reports);
        }
        List<TargetReport> inOrder = targets.stream()
                .map(target -> Objects.requireNonNull(reports.get(target)))
                .toList();
        return new MigrationReport(inOrder);
    }

    /** Whether the look at the history was all that there was to do. */
    private static boolean isAnswered(Command command, Known known) {
        return switch (command) {
            case INFO, PLAN, VALIDATE -> true;
            case MIGRATE -> known.isUpToDate();
            case BASELINE, REPAIR -> false;
        };
    }

    private void warn(
            List<MigrationTarget> targets, Inspection inspection, Map<MigrationTarget, TargetReport> reports) {
        Map<Place, Set<String>> ofTenants = new LinkedHashMap<>();
        for (MigrationTarget target : targets) {
            if (target.tenant() != null) {
                ofTenants
                        .computeIfAbsent(Place.of(target.connections()), place -> new HashSet<>())
                        .add(Objects.requireNonNull(target.schema()));
            }
        }
        for (MigrationTarget target : targets) {
            TargetReport report = Objects.requireNonNull(reports.get(target));
            if (target.tenant() == null && report.successful()) {
                Set<String> theirs = ofTenants.getOrDefault(Place.of(target.connections()), Set.of());
                try (Session session = inspection.step(target).primary().open()) {
                    reports.put(
                            target,
                            report.withWarnings(
                                    Policies.warnings(target, theirs, config, settings, session.connection())));
                } catch (SQLException e) {
                    reports.put(
                            target,
                            report.withWarnings(List.of("Its policies could not be looked at: " + SqlErrors.line(e))));
                }
            }
        }
    }
}
