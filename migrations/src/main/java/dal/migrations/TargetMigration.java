package dal.migrations;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands on one target. */
final class TargetMigration {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** How often Flyway tries for its lock, a second apart: as long as another process may be at work on the same database. */
    private static final int LOCK_TRIES = 600;

    private final MigrationTarget target;
    private final String applicationName;
    private final Map<String, String> placeholders;

    TargetMigration(MigrationTarget target, String applicationName, Map<String, String> placeholders) {
        this.target = target;
        this.applicationName = applicationName;
        this.placeholders = placeholders;
    }

    TargetReport migrate() {
        TargetReport report = run(this::migrate);
        if (!report.applied().isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("target", target.label())
                    .addKeyValue("scripts", report.applied().size())
                    .addKeyValue("version", report.version().orElse(""))
                    .addKeyValue("ms", report.took().toMillis())
                    .log("Migrated");
        }
        return report;
    }

    TargetReport info() {
        return run(flyway -> Outcome.of(List.of()));
    }

    TargetReport validate() {
        return run(flyway -> Outcome.of(
                FlywayFaults.of(flyway.validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_A_FAULT)));
    }

    private Outcome migrate(Flyway flyway) {
        try {
            return new Outcome(flyway.migrate().migrations, List.of());
        } catch (FlywayValidateException e) {
            return Outcome.of(
                    FlywayFaults.of(flyway.validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_NO_FAULT));
        } catch (FlywayMigrateException e) {
            return new Outcome(e.getErrorResult().getSuccessfulMigrations(), List.of(FlywayFaults.of(e)));
        } catch (FlywayException e) {
            return new Outcome(null, List.of(FlywayFaults.of(e)));
        }
    }

    private TargetReport run(Function<Flyway, Outcome> command) {
        long start = System.nanoTime();
        List<Script> scripts = List.of();
        List<Script> applied = List.of();
        List<Fault> faults;
        try {
            Flyway flyway = flyway();
            List<Script> before = FlywayScripts.of(flyway.info());
            if (before.isEmpty()) {
                faults = List.of(noScripts());
            } else {
                Outcome outcome = command.apply(flyway);
                faults = outcome.faults();
                scripts = FlywayScripts.of(flyway.info());
                applied = outcome.applied() == null
                        ? FlywayScripts.newlyRun(before, scripts)
                        : FlywayScripts.among(scripts, outcome.applied());
            }
        } catch (TargetFailedException e) {
            faults = List.of(e.fault());
        } catch (FlywayException e) {
            faults = List.of(FlywayFaults.of(e));
        }
        return new TargetReport(target, scripts, applied, faults, Duration.ofNanos(System.nanoTime() - start));
    }

    private Flyway flyway() throws TargetFailedException {
        FluentConfiguration configuration = Flyway.configure(TargetPlan.classLoader())
                .dataSource(new PrimaryFinder(applicationName).find(target))
                .locations(target.scripts().toArray(String[]::new))
                .placeholders(placeholders)
                .validateMigrationNaming(true)
                .lockRetryCount(LOCK_TRIES)
                .loggers(FlywayLog.Creator.class.getName());
        // Its lock would otherwise keep a transaction open, and CREATE INDEX CONCURRENTLY wait for that for ever.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        if (target.schema() != null) {
            configuration.schemas(target.schema()).defaultSchema(target.schema());
        }
        return configuration.load();
    }

    private Fault noScripts() {
        return new Fault(
                "There are no scripts in " + String.join(", ", target.scripts()),
                "Scripts are called V1__what_it_does.sql: a version, two underscores, words",
                null,
                0,
                null,
                null);
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
