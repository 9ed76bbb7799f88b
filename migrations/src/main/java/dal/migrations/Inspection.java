package dal.migrations;

import dal.migrations.TargetPlan.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all targets before any is touched: for each database one connection finds the primary, and one reads every schema's history at once.
 *
 * <p>For one thread.
 */
final class Inspection {

    private final String applicationName;
    private final Map<String, String> placeholders;
    private final Map<List<String>, ScriptSet> sets = new LinkedHashMap<>();
    private final Map<MigrationTarget, TargetReport> failed = new LinkedHashMap<>();
    private final Map<MigrationTarget, Step> steps = new LinkedHashMap<>();

    Inspection(String applicationName, Map<String, String> placeholders) {
        this.applicationName = applicationName;
        this.placeholders = placeholders;
    }

    /** Looks at these too. */
    void look(List<MigrationTarget> targets) {
        Map<Place, List<MigrationTarget>> byDatabase = new LinkedHashMap<>();
        targets.forEach(target -> byDatabase
                .computeIfAbsent(Place.of(target.connections()), place -> new ArrayList<>())
                .add(target));
        byDatabase.values().forEach(this::lookAtDatabase);
    }

    private void lookAtDatabase(List<MigrationTarget> targets) {
        long start = System.nanoTime();
        try {
            Primary primary =
                    new PrimaryFinder(applicationName).find(targets.getFirst().connections());
            try (Session session = primary.open()) {
                Set<String> schemas = new TreeSet<>();
                targets.forEach(target -> addTo(schemas, schemaOf(target, primary)));
                Histories.Found histories = Histories.read(session.connection(), schemas);
                for (MigrationTarget target : targets) {
                    lookAt(target, primary, session, histories);
                }
            }
        } catch (TargetFailedException e) {
            targets.forEach(target -> fail(target, e.fault(), start));
        } catch (SQLException e) {
            Fault fault = FlywayFaults.of(e);
            targets.forEach(target -> fail(target, fault, start));
        }
    }

    private void lookAt(MigrationTarget target, Primary primary, Session session, Histories.Found histories) {
        try {
            ScriptSet scripts = sets.computeIfAbsent(
                    target.scripts(), locations -> new ScriptSet(locations, placeholders, session));
            if (scripts.scripts().isEmpty()) {
                fail(target, noScripts(target), System.nanoTime());
                return;
            }
            String schema = schemaOf(target, primary);
            Known known = schema == null || histories.unreadable().contains(schema)
                    ? null
                    : Known.of(scripts, histories.rows().getOrDefault(schema, List.of()), schema);
            steps.put(target, new Step(target, primary, scripts, known));
        } catch (FlywayException e) {
            fail(target, FlywayFaults.of(e), System.nanoTime());
        }
    }

    private void fail(MigrationTarget target, Fault fault, long start) {
        failed.put(
                target,
                TargetReport.of(
                        target, List.of(), List.of(), List.of(fault), Duration.ofNanos(System.nanoTime() - start)));
    }

    private static void addTo(Set<String> schemas, @Nullable String schema) {
        if (schema != null) {
            schemas.add(schema);
        }
    }

    static @Nullable String schemaOf(MigrationTarget target, Primary primary) {
        return target.schema() != null ? target.schema() : primary.schema();
    }

    private static Fault noScripts(MigrationTarget target) {
        return new Fault(
                "There are no scripts in " + String.join(", ", target.scripts()),
                "Scripts are called V1__what_it_does.sql: a version, two underscores, words",
                null,
                0,
                null,
                null);
    }

    /** What could not even be looked at. */
    Map<MigrationTarget, TargetReport> failed() {
        return failed;
    }

    Map<MigrationTarget, Step> steps() {
        return steps;
    }

    Step step(MigrationTarget target) {
        return Objects.requireNonNull(steps.get(target));
    }
}
