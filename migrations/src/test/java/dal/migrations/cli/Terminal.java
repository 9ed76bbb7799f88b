package dal.migrations.cli;

import dal.config.DataAccessConfig;
import dal.migrations.MigrationSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * What one run of the command left behind.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it complained of
 */
record Terminal(int code, String out, String err) {

    static Terminal run(Function<@Nullable Path, DataAccessConfig> reader, String... arguments) {
        return run(reader, MigrationSettings.DEFAULT, arguments);
    }

    static Terminal run(
            Function<@Nullable Path, DataAccessConfig> reader, MigrationSettings settings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Migrate.commandLine(reader, file -> settings)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments);
        return new Terminal(code, out.toString(), err.toString());
    }
}
