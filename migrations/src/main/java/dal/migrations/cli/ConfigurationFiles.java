package dal.migrations.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationSettings;
import dal.migrations.MigrationSettingsReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the service's configuration from the file the command line names, or from where a service looks for it. */
final class ConfigurationFiles {

    private ConfigurationFiles() {}

    static DataAccessConfig read(@Nullable Path file) {
        if (file == null) {
            return DataAccessConfigReader.load();
        }
        return DataAccessConfigReader.read(parsed(file), System.getenv());
    }

    /** What the same file says of migrations. */
    static MigrationSettings settings(@Nullable Path file) {
        return file == null ? MigrationSettingsReader.load() : MigrationSettingsReader.read(parsed(file));
    }

    private static Config parsed(Path file) {
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            // What could not be read is not quoted: it may be a password.
            String place = e.origin() == null ? file.toString() : e.origin().description();
            throw new InvalidConfigurationException(List.of(
                    e instanceof ConfigException.IO ? file + ": there is no such file" : place + ": this is no HOCON"));
        }
    }
}
