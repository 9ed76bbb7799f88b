package dal.migrations.cli;

import dal.error.InvalidConfigurationException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Begins a script. */
@Command(
        name = "new",
        description = {
            "Writes an empty script of the next version from a template.",
            "It goes into the first --scripts filesystem:DIRECTORY, or src/main/resources/db/migration."
        })
final class NewScript implements Callable<Integer> {

    private static final Path USUAL = Path.of("src", "main", "resources", "db", "migration");
    private static final String FILESYSTEM = "filesystem:";
    private static final Pattern VERSIONED = Pattern.compile("V([0-9]+)(?:[._][0-9]+)*__.*\\.sql");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");
    private static final String TEMPLATE = """
            -- NAME
            --
            -- Runs in one transaction and waits for locks a few seconds only, then it is tried again. What PostgreSQL does
            -- not do in a transaction (create index concurrently) goes into a script of its own, written so that it can be
            -- run again. Old and new versions of the service run side by side for a while: add first, take away later.

            """;

    @ParentCommand
    private @Nullable Migrate migrate;

    @Parameters(paramLabel = "NAME", description = "What it does, for example add_email.")
    private String name = "";

    @Option(names = "--repeatable", description = "One that is run again whenever it changes: R__NAME.sql")
    private boolean repeatable;

    @Option(names = "--template", paramLabel = "FILE", description = "Another text to begin with.")
    private @Nullable Path template;

    @Override
    public Integer call() throws IOException {
        Migrate parent = migrate;
        if (parent == null) {
            throw new IllegalStateException("Only picocli makes this command");
        }
        String words = name.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]+", "_");
        if (!NAME.matcher(words).matches()) {
            throw new InvalidConfigurationException(
                    List.of("A script's name takes letters, digits and '_', as add_email does, not '" + name + "'"));
        }
        Path directory = directory(parent.scripts());
        String file = (repeatable ? "R__" : "V" + next(directory) + "__") + words + ".sql";
        String text =
                template == null ? TEMPLATE.replaceFirst("NAME", words.replace('_', ' ')) : Files.readString(template);
        // Fails where it is there: nobody's script is written over.
        Path written = Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE_NEW);
        parent.out().println(written);
        parent.out().flush();
        return ExitCode.OK;
    }

    private static Path directory(List<String> scripts) {
        Path directory = scripts.stream()
                .filter(location -> location.startsWith(FILESYSTEM))
                .map(location -> Path.of(location.substring(FILESYSTEM.length())))
                .findFirst()
                .orElse(USUAL);
        if (!Files.isDirectory(directory)) {
            throw new InvalidConfigurationException(
                    List.of("Scripts: there is no directory '" + directory + "' (--scripts filesystem:DIRECTORY)"));
        }
        return directory;
    }

    /** One more than the highest, whole numbers counted alone. */
    private static BigInteger next(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> VERSIONED.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> new BigInteger(matcher.group(1)))
                    .max(BigInteger::compareTo)
                    .orElse(BigInteger.ZERO)
                    .add(BigInteger.ONE);
        }
    }
}
