package dal.migrations;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.jspecify.annotations.Nullable;

/** Flyway on one target, on a session that is lent to it. */
final class TargetMigration {

    private final Step step;
    private final Session session;

    TargetMigration(Step step, Session session) {
        this.step = step;
        this.session = session;
    }

    /** What is done to a target. */
    enum Command {
        MIGRATE,
        PLAN,
        INFO,
        VALIDATE,
        BASELINE,
        REPAIR
    }

    TargetReport run(Command command, @Nullable String baseline) {
        long start = System.nanoTime();
        List<Script> scripts = before();
        List<Script> applied = List.of();
        List<Fault> faults;
        try {
            Outcome outcome = switch (command) {
                case MIGRATE -> migrate();
                case PLAN -> Outcome.of(refusals());
                case INFO -> Outcome.of(List.of());
                case VALIDATE ->
                    Outcome.of(FlywayFaults.of(
                            flyway(true).validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_A_FAULT));
                case BASELINE -> baseline(Objects.requireNonNull(baseline));
                case REPAIR -> repair();
            };
            faults = outcome.faults();
            scripts = scripts();
            applied = outcome.applied() == null
                    ? FlywayScripts.newlyRun(before(), scripts)
                    : FlywayScripts.among(scripts, outcome.applied());
        } catch (FlywayException e) {
            faults = List.of(FlywayFaults.of(e));
        } catch (SQLException e) {
            faults = List.of(FlywayFaults.of(e));
        }
        return TargetReport.of(step.target(), scripts, applied, faults, Duration.ofNanos(System.nanoTime() - start));
    }

    private List<Script> before() {
        return step.known() == null ? List.of() : step.known().scripts();
    }

    private Outcome migrate() {
        List<Fault> refusals = refusals();
        if (!refusals.isEmpty()) {
            return Outcome.of(refusals);
        }
        try {
            return new Outcome(flyway(false).migrate().migrations, List.of());
        } catch (FlywayMigrateException e) {
            return new Outcome(e.getErrorResult().getSuccessfulMigrations(), List.of(FlywayFaults.of(e)));
        } catch (FlywayException e) {
            return new Outcome(null, List.of(FlywayFaults.of(e)));
        }
    }

    /** Why a migration does not touch this schema; a plain history has nothing of the kind. */
    private List<Fault> refusals() {
        if (step.known() != null) {
            return List.of();
        }
        Flyway flyway = flyway(true);
        List<Fault> faults = new ArrayList<>(
                FlywayFaults.of(flyway.validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_NO_FAULT));
        FlywayScripts.of(flyway.info()).stream()
                .filter(script -> script.state() == Script.State.OVERTAKEN)
                .map(FlywayFaults::overtaken)
                .forEach(faults::add);
        return faults;
    }

    private Outcome baseline(String version) {
        new Flyway(step.scripts()
                        .configuration(session, step.target().schema())
                        .baselineVersion(version)
                        .baselineDescription("as it was found"))
                .baseline();
        return Outcome.of(List.of());
    }

    private Outcome repair() {
        flyway(true).repair();
        return Outcome.of(List.of());
    }

    /** Every script after the command: by one look at the history where that is plain, else as Flyway sees it. */
    private List<Script> scripts() throws SQLException {
        String schema = Inspection.schemaOf(step.target(), step.primary());
        if (schema != null) {
            Histories.Found history = Histories.read(session.connection(), List.of(schema));
            Known known = history.unreadable().isEmpty()
                    ? Known.of(step.scripts(), history.rows().getOrDefault(schema, List.of()), schema)
                    : null;
            if (known != null) {
                return known.scripts();
            }
        }
        return FlywayScripts.of(flyway(true).info());
    }

    private Flyway flyway(boolean validating) {
        return step.scripts()
                .configuration(session, step.target().schema())
                .validateOnMigrate(validating)
                .load();
    }

    /**
     * What a command did.
     *
     * @param applied what Flyway says it ran; null where it broke off without saying
     * @param faults why it failed
     */
    private record Outcome(@Nullable List<MigrateOutput> applied, List<Fault> faults) {

        static Outcome of(List<Fault> faults) {
            return new Outcome(List.of(), faults);
        }
    }
}
