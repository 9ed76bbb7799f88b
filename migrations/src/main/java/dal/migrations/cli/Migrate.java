package dal.migrations.cli;

import dal.config.DataAccessConfig;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationReport;
import dal.migrations.Migrations;
import dal.migrations.TargetReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 all well, 1 a target failed, 2 the command or the configuration is wrong and no database was touched. */
@Command(
        name = "migrate",
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "(migrate | info | validate)",
        description = "Brings the databases of all tenant classes to the version of their scripts.",
        footerHeading = "%nWhere it goes:%n",
        footer = {
            "  The databases are those of the service's configuration: DATABASE_URL, or the",
            "  file given with --config. DATABASE_URL_DIRECT names the server itself and the",
            "  role that migrates, where these differ from what the service uses; past a",
            "  pooler it is required. Classes that share a database are one target.",
            "",
            "Scripts:",
            "  V1__create_orders.sql runs once, in the order of versions; R__views.sql again",
            "  whenever it changes. Each runs in a transaction of its own: one that fails",
            "  leaves nothing behind.",
            "",
            "Exit codes:",
            "  0  all well",
            "  1  a target failed: no primary, a script failed, or validate found a fault",
            "  2  the command or the configuration is wrong; no database was touched",
            "",
            "Examples:",
            "  DATABASE_URL=postgresql://owner:secret@db/shop migrate migrate",
            "  migrate info --config service.conf --scripts filesystem:sql",
            "  migrate validate && start-service"
        })
public final class Migrate {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG = 2;

    private final Function<@Nullable Path, DataAccessConfig> reader;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The service's configuration (HOCON). Otherwise application.conf on the class path, if there is"
                            + " one. Environment variables come first.")
    private @Nullable Path config;

    @Option(
            names = {"-s", "--scripts"},
            paramLabel = "LOCATION",
            scope = ScopeType.INHERIT,
            description = "Where scripts are: classpath:FOLDER or filesystem:DIRECTORY. May be repeated. Default: "
                    + Migrations.DEFAULT_SCRIPTS)
    private final List<String> scripts = new ArrayList<>();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The schema of the history of scripts and the first on their search path; created if missing."
                    + " Default: where the role creates its tables, mostly public.")
    private @Nullable String schema;

    @Option(
            names = {"-p", "--placeholder"},
            paramLabel = "NAME=VALUE",
            scope = ScopeType.INHERIT,
            description = "Replaces $${NAME} in scripts. May be repeated. Not for secrets: scripts are quoted in errors"
                    + " and in the server's log.")
    private final Map<String, String> placeholders = new LinkedHashMap<>();

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Shows errors in full, with stack traces. They may quote scripts and the rows they touched.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts upon it
    private boolean help;

    private Migrate(Function<@Nullable Path, DataAccessConfig> reader) {
        this.reader = reader;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Without a logging provider on the class path SLF4J would say so on every run.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        System.exit(commandLine(ConfigurationFiles::read).execute(arguments));
    }

    static CommandLine commandLine(Function<@Nullable Path, DataAccessConfig> reader) {
        CommandLine commandLine = new CommandLine(new Migrate(reader));
        commandLine.setExecutionExceptionHandler(Migrate::failed);
        commandLine.setParameterExceptionHandler(Migrate::misused);
        return commandLine;
    }

    @Command(description = "Runs every script that has not been run yet.")
    int migrate() {
        return run(Migrations::migrate, "migrate", new ReportText(ReportText.Show.APPLIED));
    }

    @Command(description = "Shows which scripts have been run and which are pending. Changes nothing.")
    int info() {
        return run(Migrations::info, "info", new ReportText(ReportText.Show.ALL));
    }

    @Command(
            description =
                    "Fails if a script is pending, was changed after it was run, has failed or is missing. Changes nothing.")
    int validate() {
        return run(Migrations::validate, "validate", new ReportText(ReportText.Show.NONE));
    }

    private int run(Function<Migrations, MigrationReport> command, String name, ReportText text) {
        CommandLine commandLine = commandSpec().commandLine();
        MigrationReport report = command.apply(migrations());
        PrintWriter out = commandLine.getOut();
        out.print(text.of(name, report));
        out.flush();
        PrintWriter err = commandLine.getErr();
        for (TargetReport target : report.targets()) {
            for (var fault : target.faults()) {
                err.println("error: " + target.target().label() + ": " + fault.message());
                err.println("       " + fault.advice() + ".");
                if (verbose && fault.cause() != null) {
                    fault.cause().printStackTrace(err);
                }
            }
        }
        err.flush();
        return report.successful() ? OK : FAILED;
    }

    private Migrations migrations() {
        Migrations migrations = Migrations.of(reader.apply(config));
        if (!scripts.isEmpty()) {
            migrations = migrations.scripts(scripts.toArray(String[]::new));
        }
        if (schema != null) {
            migrations = migrations.schema(schema);
        }
        for (var placeholder : placeholders.entrySet()) {
            migrations = migrations.placeholder(placeholder.getKey(), placeholder.getValue());
        }
        return migrations;
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("Only picocli makes this command");
        }
        return spec;
    }

    private static int misused(ParameterException error, String[] arguments) {
        PrintWriter err = error.getCommandLine().getErr();
        err.println("error: " + error.getMessage() + " (migrate --help explains)");
        err.flush();
        return WRONG;
    }

    /** A wrong configuration is the caller's to mend; anything else is a fault of ours, and shown as one. */
    private static int failed(Exception error, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        err.println("error: " + error.getMessage());
        if (parsed.originalArgs().contains("--verbose") || parsed.originalArgs().contains("-v")) {
            error.printStackTrace(err);
        }
        err.flush();
        return error instanceof InvalidConfigurationException ? WRONG : FAILED;
    }
}
