package dal.migrations;

import dal.config.DataAccessConfig;
import dal.migrations.TargetMigration.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * Migrates every schema of every tenant class.
 *
 * <pre>{@code
 * Migrations.of(config).migrate().orThrow();
 * }</pre>
 *
 * <p>Scripts are named as Flyway names them ({@code V1__first.sql}, {@code R__view.sql}) and are run by the role of the cluster's {@code direct} connection, or
 * of the service where there is none. The classes of a database share one target; each tenant of a class with a schema for each tenant is one. All histories of a
 * database are read first, fifty at once; what is up to date costs nothing more. The others are worked on a few at a time for each server, the
 * first alone; one that fails does not stop the others, unless it is that first one or there are too many ({@link MigrationSettings}). Several runs at once are
 * safe, and so is a run that is killed: a schema is migrated by one at a time, and a script and its row in the history are one transaction.
 *
 * <p>Immutable and thread-safe. Each command opens its own connections, two for each database and one for each worker, and closes them.
 */
public final class Migrations {

    /** Where scripts are looked for where nothing is said. */
    public static final String DEFAULT_SCRIPTS = "classpath:db/migration";

    private final DataAccessConfig config;
    private final MigrationSettings settings;
    private final MigrationListener listener;
    private final List<String> scripts;
    private final @Nullable String schema;
    private final Map<String, String> placeholders;

    private Migrations(
            DataAccessConfig config,
            MigrationSettings settings,
            MigrationListener listener,
            List<String> scripts,
            @Nullable String schema,
            Map<String, String> placeholders) {
        this.config = config;
        this.settings = settings;
        this.listener = listener;
        this.scripts = List.copyOf(scripts);
        this.schema = schema;
        this.placeholders = Map.copyOf(placeholders);
    }

    /** Migrations of every class of this configuration, with scripts from {@link #DEFAULT_SCRIPTS}. */
    public static Migrations of(DataAccessConfig config) {
        return new Migrations(
                Objects.requireNonNull(config, "config"),
                MigrationSettings.DEFAULT,
                MigrationListener.NONE,
                List.of(DEFAULT_SCRIPTS),
                null,
                Map.of());
    }

    /**
     * The same with scripts from other places.
     *
     * @param locations each {@code classpath:} and a folder on the class path, or {@code filesystem:} and a directory
     */
    public Migrations scripts(String... locations) {
        return new Migrations(config, settings, listener, List.of(locations), schema, placeholders);
    }

    /**
     * The same in another schema, which is created where it is missing. It holds Flyway's history and comes first on the scripts' search path. Otherwise
     * that is the one the role would create a table in, mostly {@code public}. Tenants that have a schema each are not concerned.
     */
    public Migrations schema(String name) {
        return new Migrations(config, settings, listener, scripts, Objects.requireNonNull(name, "name"), placeholders);
    }

    /** The same with {@code ${name}} in scripts replaced by that value. Not for secrets: scripts are quoted in errors and in the server's log. */
    public Migrations placeholder(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(placeholders);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new Migrations(config, settings, listener, scripts, schema, more);
    }

    /** The same, going about it like that. */
    public Migrations settings(MigrationSettings how) {
        return new Migrations(config, Objects.requireNonNull(how, "how"), listener, scripts, schema, placeholders);
    }

    /** The same, telling this listener how it goes on. */
    public Migrations listener(MigrationListener told) {
        return new Migrations(config, settings, Objects.requireNonNull(told, "told"), scripts, schema, placeholders);
    }

    /** How it goes about it. */
    public MigrationSettings settings() {
        return settings;
    }

    /**
     * What would be worked on, in order. No round trip, unless tenants stand in a table: then one on one connection.
     *
     * @throws dal.error.InvalidConfigurationException if a cluster can only be reached past a pooler, or there is no such place for scripts
     * @throws MigrationFailedException if the table of tenants cannot be read
     */
    public List<MigrationTarget> targets() {
        return run().targets();
    }

    /**
     * Runs every script that has not been run, each in a transaction where PostgreSQL allows it.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport migrate() {
        return run().command(Command.MIGRATE, null);
    }

    /** The report of {@link #plan}. */
    MigrationReport look() {
        return run().command(Command.PLAN, null);
    }

    /** Migrates these alone; the canary is the one that is called so, if it is among them. */
    MigrationReport migrate(List<MigrationTarget> targets) {
        return run().on(targets, Command.MIGRATE, null);
    }

    /**
     * What {@link #migrate} would run, where, and in which order; a schema that it would refuse is a fault, so is one that cannot be looked at. Changes nothing.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationPlan plan() {
        MigrationReport report = look();
        Canaries.check(report.targets().stream().map(TargetReport::target).toList(), settings);
        List<MigrationTarget> steps = report.targets().stream()
                .filter(target -> !target.pending().isEmpty()
                        || (!target.successful() && !target.scripts().isEmpty()))
                .map(TargetReport::target)
                .toList();
        boolean alone = settings.canary() && steps.size() > 1;
        return new MigrationPlan(alone ? Canaries.among(steps, settings.canaryTarget()) : List.of(), report);
    }

    /**
     * Says which scripts have been run and which have not, in the order they would be; changes nothing.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport info() {
        return run().command(Command.INFO, null);
    }

    /**
     * Finds every script that is pending, was changed after it was run, failed or has gone missing; changes nothing.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport validate() {
        return run().command(Command.VALIDATE, null);
    }

    /**
     * Begins a history in schemas that were filled by other means: scripts up to that version count as run. A schema that has a history already is a fault,
     * unless it began like this.
     *
     * @throws IllegalArgumentException if that is no version
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport baseline(String version) {
        try {
            MigrationVersion.fromVersion(version);
        } catch (FlywayException e) {
            throw new IllegalArgumentException("A version is digits and dots, as 1.2 is, not '" + version + "'", e);
        }
        return run().command(Command.BASELINE, Objects.requireNonNull(version, "version"));
    }

    /**
     * Mends histories: takes out rows of scripts that failed outside a transaction, and takes over checksums of scripts that were changed. What such scripts
     * did to the schema is left as it is.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport repair() {
        return run().command(Command.REPAIR, null);
    }

    /** The tenants that stand in the catalog's table, to be added, listed, suspended and dropped. */
    public Tenants tenants() {
        return new Tenants(config, run());
    }

    private Run run() {
        TargetPlan plan = new TargetPlan(config, settings, scripts, schema);
        return new Run(config, settings, listener, plan, placeholders);
    }
}
