package dal.migrations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
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
        return run((flyway, applied) -> List.of());
    }

    TargetReport validate() {
        return run((flyway, applied) ->
                FlywayFaults.of(flyway.validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_A_FAULT));
    }

    private List<Fault> migrate(Flyway flyway, List<MigrateOutput> applied) {
        try {
            applied.addAll(flyway.migrate().migrations);
            return List.of();
        } catch (FlywayValidateException e) {
            return FlywayFaults.of(flyway.validateWithResult().invalidMigrations, FlywayFaults.Pending.IS_NO_FAULT);
        } catch (FlywayMigrateException e) {
            MigrateResult result = e.getErrorResult();
            applied.addAll(result.getSuccessfulMigrations());
            return List.of(FlywayFaults.of(e));
        }
    }

    private TargetReport run(Command command) {
        long start = System.nanoTime();
        List<Script> scripts = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        List<MigrateOutput> applied = new ArrayList<>();
        try {
            Flyway flyway = flyway();
            if (flyway.info().all().length == 0) {
                faults.add(noScripts());
            } else {
                faults.addAll(command.run(flyway, applied));
                scripts.addAll(FlywayScripts.of(flyway.info()));
            }
        } catch (TargetFailedException e) {
            faults.add(e.fault());
        } catch (FlywayException e) {
            faults.add(FlywayFaults.of(e));
        }
        return new TargetReport(
                target,
                scripts,
                FlywayScripts.among(scripts, applied),
                faults,
                Duration.ofNanos(System.nanoTime() - start));
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

    /** One command: its faults, with what it ran put into {@code applied}. */
    private interface Command {
        List<Fault> run(Flyway flyway, List<MigrateOutput> applied);
    }
}
