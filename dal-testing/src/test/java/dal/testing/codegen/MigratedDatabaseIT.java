package dal.testing.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Property;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigratedDatabaseIT {
    @TempDir
    private Path target;

    @Test
    void generatesFromWhatTheScriptsMakeAndLeavesNoServer() throws Exception {
        List<Long> before = servers();

        generate(new Property().withKey("scripts").withValue("scripts"));

        assertThat(generated("tables/Product.java")).contains("STOCK", "generatedAlwaysAsIdentity()", "Domains.SKU");
        assertThat(generated("tables/Store.java")).contains("TAGS");
        assertThat(generated("tables/AvailableProduct.java")).contains("TITLE");
        assertThat(generated("Tables.java")).doesNotContain("FLYWAY");
        assertThat(servers()).isEqualTo(before);
    }

    @Test
    void saysThatTheDirectoryIsMissing() {
        assertThatThrownBy(() -> generate(new Property().withKey("scripts").withValue("elsewhere")))
                .hasStackTraceContaining("no directory of scripts at")
                .hasStackTraceContaining("elsewhere");
    }

    private void generate(Property scripts) throws Exception {
        Path base = resources();
        GenerationTool.generate(new Configuration()
                .withLogging(Logging.WARN)
                .withBasedir(base.toString())
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName(MigratedDatabase.class.getName())
                                .withInputSchema("public")
                                .withProperties(
                                        scripts,
                                        new Property()
                                                .withKey("placeholder.reader")
                                                .withValue("catalogue_reader")))
                        .withTarget(new Target().withPackageName("generated").withDirectory(target.toString()))));
    }

    private String generated(String file) throws IOException {
        return Files.readString(target.resolve("generated").resolve(file));
    }

    private static Path resources() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(MigratedDatabaseIT.class.getResource("."))
                .toURI());
    }

    private static List<Long> servers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("postgres"))
                .map(ProcessHandle::pid)
                .toList();
    }
}
