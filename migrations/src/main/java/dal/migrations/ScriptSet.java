package dal.migrations;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.internal.scanner.Scanner;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of some places, looked for and read once for all targets that run them. Flyway by itself does both again for every schema.
 *
 * <p>Immutable and thread-safe.
 */
final class ScriptSet {

    /** How often Flyway tries for its own lock, a second apart: a run of Flyway's beside ours may have it. */
    private static final int LOCK_TRIES = 600;

    /** No schema has this name: it is asked about to hear of the scripts alone. */
    private static final String NOWHERE = "dal_migrations_no_such_schema";

    private final List<String> locations;
    private final Map<String, String> placeholders;
    private final Scanner<JavaMigration> scanner;
    private final ResourceProvider resources;
    private final List<Resolved> scripts;

    /**
     * Reads them all. A handful of round trips on that database, which is not changed.
     *
     * @throws org.flywaydb.core.api.FlywayException if two have one version, or a name is not as it should be
     */
    ScriptSet(List<String> locations, Map<String, String> placeholders, DataSource any) {
        this.locations = locations;
        this.placeholders = placeholders;
        FluentConfiguration plain = plain();
        this.scanner = new Scanner<>(JavaMigration.class, plain, plain.getLocations());
        this.resources = new RememberedResources(scanner);
        this.scripts = Arrays.stream(configuration(any, NOWHERE).load().info().all())
                .map(info -> resolved(info, resources))
                .toList();
    }

    /**
     * One script.
     *
     * @param version null for one that is repeated
     * @param checksum null where it cannot be told without the target: the text names it in a way we do not follow
     * @param text null unless it is a repeated one with placeholders in it, whose checksum is that of the text with these replaced
     */
    record Resolved(
            @Nullable String version,
            String description,
            String script,
            String type,
            @Nullable Integer checksum,
            @Nullable String text) {}

    List<Resolved> scripts() {
        return scripts;
    }

    List<String> locations() {
        return locations;
    }

    Map<String, String> placeholders() {
        return placeholders;
    }

    /** Flyway's configuration for one schema; null for where the role creates its tables. */
    FluentConfiguration configuration(DataSource dataSource, @Nullable String schema) {
        FluentConfiguration configuration =
                plain().dataSource(dataSource).resourceProvider(resources).javaMigrationClassProvider(scanner);
        if (schema != null) {
            configuration.schemas(schema).defaultSchema(schema);
        }
        return configuration;
    }

    private FluentConfiguration plain() {
        FluentConfiguration configuration = Flyway.configure(ScriptPlaces.classLoader())
                .locations(locations.toArray(String[]::new))
                .placeholders(placeholders)
                .validateMigrationNaming(true)
                .lockRetryCount(LOCK_TRIES)
                .loggers(FlywayLog.Creator.class.getName());
        // Its lock would otherwise keep a transaction open, and CREATE INDEX CONCURRENTLY wait for that for ever.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }

    private static Resolved resolved(MigrationInfo info, ResourceProvider resources) {
        String version = info.getVersion() == null ? null : info.getVersion().getVersion();
        String text = null;
        Integer checksum = info.getChecksum();
        if (version == null && info.getType() == CoreMigrationType.SQL) {
            text = RememberedResources.text(resources.getResource(info.getScript()));
            if (text == null || !text.contains("${")) {
                text = null;
            } else {
                checksum = null;
            }
        }
        return new Resolved(
                version, info.getDescription(), info.getScript(), info.getType().name(), checksum, text);
    }
}
