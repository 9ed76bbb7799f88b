package dal.benchmarks.result;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a run's figures stay: all of them as JSON below {@code benchmarks/target}, and, where somebody asks for it, the tables in the page of {@code docs} that has a
 * place for them: between two comments that name the benchmark.
 */
public final class Published {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Published() {}

    /** Writes the figures of a benchmark as JSON, and says where. */
    public static Path json(String benchmark, Figures figures) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("benchmark", benchmark);
        document.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        document.put("processors", Runtime.getRuntime().availableProcessors());
        document.put("java", Runtime.version().toString());
        document.putAll(figures.document());
        Path file = module().resolve("target").resolve("results").resolve(benchmark + ".json");
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), document);
        return file;
    }

    /** Puts a benchmark's tables into every page that has a place for them; says which these are. */
    public static List<Path> tables(String benchmark, Figures figures) throws IOException {
        return tables(module().resolveSibling("docs"), benchmark, figures);
    }

    static List<Path> tables(Path docs, String benchmark, Figures figures) throws IOException {
        List<Path> written = new ArrayList<>();
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(docs, "*.md")) {
            for (Path page : pages) {
                String before = Files.readString(page);
                if (before.contains(begin(benchmark))) {
                    Files.writeString(page, inserted(before, benchmark, figures));
                    written.add(page);
                }
            }
        }
        return written;
    }

    /** The page with the tables in the place of those that were there; as it is where there is no such place. */
    static String inserted(String page, String benchmark, Figures figures) {
        int from = page.indexOf(begin(benchmark));
        int to = page.indexOf(end(benchmark));
        if (from < 0 || to < from) {
            return page;
        }
        String tables = figures.tables().stream()
                .map(table -> table.title() + ":\n\n" + String.join("\n", table.markdown()) + "\n\n")
                .collect(Collectors.joining());
        String result = "`RESULT " + benchmark + " " + figures + "`\n\n";
        return page.substring(0, from) + begin(benchmark) + "\n\n" + tables + result + page.substring(to);
    }

    private static String begin(String benchmark) {
        return "<!-- begin " + benchmark + " -->";
    }

    private static String end(String benchmark) {
        return "<!-- end " + benchmark + " -->";
    }

    /** The folder of this module, wherever its classes were compiled to below it. */
    public static Path module() throws IOException {
        try {
            Path folder = Path.of(Published.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // A package is called like that folder too.
            while (folder != null
                    && !Files.isDirectory(folder.resolve("peers").resolve("..").resolve("src"))) {
                folder = folder.getParent();
            }
            if (folder == null) {
                throw new IOException("Run from a checkout: results stay below its benchmarks module");
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
