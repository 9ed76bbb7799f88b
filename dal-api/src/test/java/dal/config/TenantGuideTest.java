package dal.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dal.tenant.TenantClassName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/tenants.md shows is what the library takes and gives. */
class TenantGuideTest {

    private static final Path GUIDE = Path.of("docs", "tenants.md");

    /** The texts of one language, in order. The project's root is wherever the tests run, or one above. */
    private static List<String> texts(String language) throws IOException {
        Path guide = Files.exists(GUIDE) ? GUIDE : Path.of("..").resolve(GUIDE);
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(guide))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void itsStatementsAreTheTables() throws IOException {
        assertThat(texts("sql"))
                .containsExactly(new TenantTableConfig(
                                TenantClassName.of("catalog"),
                                TenantTableConfig.DEFAULT_TABLE,
                                TenantTableConfig.DEFAULT_REFRESH,
                                TenantTableConfig.DEFAULT_CHANNEL)
                        .ddl());
    }

    @Test
    void itsConfigurationsAreTaken() throws IOException {
        String all =
                "dal.clusters.main.primary = \"postgresql://app@localhost/shop\"\n" + String.join("\n", texts("hocon"));
        DataAccessConfig read = Reading.read(
                ConfigFactory.empty(),
                ConfigFactory.parseString(all),
                Map.of("CATALOG_PASSWORD", "a", "REPORTS_PASSWORD", "b"),
                Path.of("no-such-directory"));

        assertThat(read.unscoped().keySet())
                .containsExactlyInAnyOrder(TenantClassName.of("catalog"), TenantClassName.of("reports"));
        assertThat(read.tenants().table()).isNotNull();
    }
}
