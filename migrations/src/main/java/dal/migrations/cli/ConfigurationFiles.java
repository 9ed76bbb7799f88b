package dal.migrations.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.error.InvalidConfigurationException;
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
        try {
            return DataAccessConfigReader.read(
                    ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)),
                    System.getenv());
        } catch (ConfigException e) {
            // What could not be read is not quoted: it may be a password.
            String place = e.origin() == null ? file.toString() : e.origin().description();
            throw new InvalidConfigurationException(List.of(
                    e instanceof ConfigException.IO ? file + ": there is no such file" : place + ": this is no HOCON"));
        }
    }
}
