package dal.migrations;

import dal.config.DataAccessConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Migrates the databases of every tenant class.
 *
 * <pre>{@code
 * Migrations.of(config).migrate().orThrow();
 * }</pre>
 *
 * <p>Scripts are named as Flyway names them ({@code V1__first.sql}, {@code R__view.sql}) and are run by the role of the cluster's {@code direct} connection, or
 * of the service where there is none. Targets are worked on one after the other; one that fails does not stop the others. Several runs at once are safe: a
 * database is migrated by one at a time.
 *
 * <p>Immutable and thread-safe. Each command opens its own connections, a handful for each target, and closes them.
 */
public final class Migrations {

    /** Where scripts are looked for where nothing is said. */
    public static final String DEFAULT_SCRIPTS = "classpath:db/migration";

    private final DataAccessConfig config;
    private final List<String> scripts;
    private final @Nullable String schema;
    private final Map<String, String> placeholders;

    private Migrations(
            DataAccessConfig config, List<String> scripts, @Nullable String schema, Map<String, String> placeholders) {
        this.config = config;
        this.scripts = List.copyOf(scripts);
        this.schema = schema;
        this.placeholders = Map.copyOf(placeholders);
    }

    /** Migrations of every class of this configuration, with scripts from {@link #DEFAULT_SCRIPTS}. */
    public static Migrations of(DataAccessConfig config) {
        return new Migrations(Objects.requireNonNull(config, "config"), List.of(DEFAULT_SCRIPTS), null, Map.of());
    }

    /**
     * The same with scripts from other places.
     *
     * @param locations each {@code classpath:} and a folder on the class path, or {@code filesystem:} and a directory
     */
    public Migrations scripts(String... locations) {
        return new Migrations(config, List.of(locations), schema, placeholders);
    }

    /**
     * The same in another schema, which is created where it is missing. It holds Flyway's history and comes first on the scripts' search path. Otherwise
     * that is the one the role would create a table in, mostly {@code public}.
     */
    public Migrations schema(String name) {
        return new Migrations(config, scripts, Objects.requireNonNull(name, "name"), placeholders);
    }

    /** The same with {@code ${name}} in scripts replaced by that value. Not for secrets: scripts are quoted in errors and in the server's log. */
    public Migrations placeholder(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(placeholders);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new Migrations(config, scripts, schema, more);
    }

    /**
     * What would be worked on, in order. No round trip.
     *
     * @throws dal.error.InvalidConfigurationException if a cluster can only be reached past a pooler, or there is no such place for scripts
     */
    public List<MigrationTarget> targets() {
        return TargetPlan.of(config, scripts, schema);
    }

    /**
     * Runs every script that has not been run, each in a transaction where PostgreSQL allows it.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport migrate() {
        return forEachTarget(TargetMigration::migrate);
    }

    /**
     * Says which scripts have been run and which have not; changes nothing.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport info() {
        return forEachTarget(TargetMigration::info);
    }

    /**
     * Finds every script that is pending, was changed after it was run, failed or has gone missing; changes nothing.
     *
     * @throws dal.error.InvalidConfigurationException as {@link #targets}
     */
    public MigrationReport validate() {
        return forEachTarget(TargetMigration::validate);
    }

    private MigrationReport forEachTarget(Function<TargetMigration, TargetReport> command) {
        return new MigrationReport(targets().stream()
                .map(target ->
                        command.apply(new TargetMigration(target, config.applicationName() + " migrate", placeholders)))
                .toList());
    }
}
