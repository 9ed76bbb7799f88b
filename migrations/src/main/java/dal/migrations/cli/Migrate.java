package dal.migrations.cli;

import dal.config.DataAccessConfig;
import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationPlan;
import dal.migrations.MigrationReport;
import dal.migrations.MigrationSettings;
import dal.migrations.Migrations;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Its exit codes are those of {@link ExitCode}. */
@Command(
        name = "migrate",
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings the databases of all tenant classes to the version of their scripts.",
        footerHeading = "%nWhere it goes:%n",
        footer = {
            "  The databases are those of the service's configuration: DATABASE_URL, or the",
            "  file given with --config. DATABASE_URL_DIRECT names the server itself and the",
            "  role that migrates, where these differ from what the service uses; past a",
            "  pooler it is required. Classes that share a database are one target; each",
            "  tenant with a schema of its own is one.",
            "",
            "Scripts:",
            "  V1__create_orders.sql runs once, in the order of versions; R__views.sql again",
            "  whenever it changes. Each runs in a transaction of its own: one that fails",
            "  leaves nothing behind.",
            "",
            "Many targets:",
            "  What is up to date is seen at one look and costs nothing more. The first of",
            "  the others goes alone: if it fails, nothing else is touched. A run that was",
            "  stopped, or killed, is finished by the next one. Two runs at once are safe.",
            "",
            "Exit codes:",
            "  0  all well",
            "  1  a target failed: no primary, a script failed, or validate found a fault",
            "  2  the command or the configuration is wrong; no database was touched",
            "  3  a target failed, and others were not begun: the first one failed, too many",
            "     did, or a replica stayed too far behind",
            "",
            "Examples:",
            "  DATABASE_URL=postgresql://owner:secret@db/shop migrate migrate",
            "  migrate info --config service.conf --scripts filesystem:sql",
            "  migrate plan && migrate migrate --parallel 8 --canary-target acme",
            "  migrate validate && start-service",
            "  migrate new add_email && migrate tenant add acme --class premium",
            "  source <(migrate completion)"
        },
        subcommands = {NewScript.class, TenantCommand.class})
public final class Migrate {

    private final Function<@Nullable Path, DataAccessConfig> reader;
    private final Function<@Nullable Path, MigrationSettings> settingsReader;

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

    @Mixin
    private final FanOutOptions fanOut = new FanOutOptions();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints the result as JSON.")
    private boolean json;

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

    private Migrate(
            Function<@Nullable Path, DataAccessConfig> reader,
            Function<@Nullable Path, MigrationSettings> settingsReader) {
        this.reader = reader;
        this.settingsReader = settingsReader;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Without a logging provider on the class path SLF4J would say so on every run.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        // Standard output is the result's alone: a logger that writes there would end up in the JSON.
        PrintStream out = System.out;
        System.setOut(System.err);
        System.exit(commandLine(ConfigurationFiles::read, ConfigurationFiles::settings)
                .setOut(new PrintWriter(out, true, out.charset()))
                .execute(arguments));
    }

    static CommandLine commandLine(
            Function<@Nullable Path, DataAccessConfig> reader,
            Function<@Nullable Path, MigrationSettings> settingsReader) {
        CommandLine commandLine = new CommandLine(new Migrate(reader, settingsReader));
        commandLine.setExecutionExceptionHandler(Migrate::failed);
        commandLine.setParameterExceptionHandler(Migrate::misused);
        return commandLine;
    }

    @Command(description = "Runs every script that has not been run yet.")
    int migrate() {
        return run("migrate", Migrations::migrate, ReportText.Show.APPLIED);
    }

    @Command(description = "Shows what migrate would run, where, and in which order. Changes nothing.")
    int plan() {
        MigrationPlan plan = migrations().plan();
        if (!json) {
            plan.first().forEach(target -> out().println("first, alone: " + target.label()));
            return print("plan", plan.report(), ReportText.Show.PENDING);
        }
        out().println(ReportJson.of(plan));
        out().flush();
        return ExitCode.of(plan.report());
    }

    @Command(description = "Shows which scripts have been run and which are pending. Changes nothing.")
    int info() {
        return run("info", Migrations::info, ReportText.Show.ALL);
    }

    @Command(
            description =
                    "Fails if a script is pending, was changed after it was run, has failed or is missing. Changes nothing.")
    int validate() {
        return run("validate", Migrations::validate, ReportText.Show.NONE);
    }

    @Command(
            description =
                    "Begins a history in schemas that have tables and no history: scripts up to that version count"
                            + " as run.")
    int baseline(
            @Option(
                            names = "--version",
                            paramLabel = "VERSION",
                            defaultValue = "1",
                            description = "The last version that is there already. Default: 1")
                    String version) {
        return run("baseline", migrations -> migrations.baseline(version), ReportText.Show.NONE);
    }

    @Command(
            description = "Mends histories: takes out scripts that failed outside a transaction, and takes over the"
                    + " checksums of scripts that were changed. Leaves the schemas as they are.")
    int repair() {
        return run("repair", Migrations::repair, ReportText.Show.NONE);
    }

    @Command(description = "Prints the completion script for bash and zsh: source <(migrate completion)")
    int completion() {
        PrintWriter out = out();
        out.print(AutoComplete.bash("migrate", commandSpec().root().commandLine()));
        out.flush();
        return ExitCode.OK;
    }

    private int run(String name, Function<Migrations, MigrationReport> command, ReportText.Show show) {
        MigrationReport report;
        // The bar is gone before the result is printed.
        try (Progress progress = new Progress(err(), !json && Ansi.AUTO.enabled())) {
            report = command.apply(migrations().listener(progress));
        }
        return print(name, report, show);
    }

    /** Prints what came of it, and says by which code. */
    int print(String name, MigrationReport report, ReportText.Show show) {
        PrintWriter out = out();
        int code = ExitCode.of(report);
        if (json) {
            out.println(ReportJson.of(name, report, code));
        } else {
            out.print(new ReportText(show).of(name, report));
            FaultText.print(err(), report, verbose);
        }
        out.flush();
        return code;
    }

    /** The migrations that the options describe. */
    Migrations migrations() {
        Migrations migrations = Migrations.of(reader.apply(config)).settings(fanOut.over(settingsReader.apply(config)));
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

    List<String> scripts() {
        return scripts;
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return commandSpec().commandLine().getOut();
    }

    PrintWriter err() {
        return commandSpec().commandLine().getErr();
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
        return ExitCode.WRONG;
    }

    /** A wrong configuration is the caller's to mend; anything else is a fault of ours, and shown as one. */
    private static int failed(Exception error, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        err.println("error: " + error.getMessage());
        if (parsed.originalArgs().contains("--verbose") || parsed.originalArgs().contains("-v")) {
            error.printStackTrace(err);
        }
        err.flush();
        return error instanceof InvalidConfigurationException || error instanceof IllegalArgumentException
                ? ExitCode.WRONG
                : ExitCode.FAILED;
    }
}
