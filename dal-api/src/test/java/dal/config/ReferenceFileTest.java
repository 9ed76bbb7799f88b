package dal.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds dal-reference.conf to what the reader asks for, and to the defaults it claims. */
class ReferenceFileTest {

    private static final Config REFERENCE = ConfigFactory.parseResources("dal-reference.conf");
    private final Set<String> asked = new TreeSet<>();

    @TempDir
    Path directory;

    private DataAccessConfig read;

    @BeforeEach
    void readTheReferenceWithCertificatesThatExist() throws IOException {
        Path pem = Files.createFile(directory.resolve("any.pem"));
        Config files = ConfigFactory.parseMap(Map.of(
                "dal.clusters.main.tls.root-certificate", pem.toString(),
                "dal.clusters.main.tls.certificate", pem.toString(),
                "dal.clusters.main.tls.key", pem.toString()));
        read = DataAccessConfigReader.read(files, REFERENCE, Map.of(), directory, asked);
    }

    @Test
    void describesEveryKeyTheReaderAsksForAndNoOther() {
        Set<String> described = new TreeSet<>();
        collect("", REFERENCE.getObject("dal"), described);

        assertThat(withPrefixes(asked.stream()
                        .filter(key -> !key.startsWith("defaults."))
                        .collect(Collectors.toSet())))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void defaultsTakeTheKeysOfAClass() {
        assertThat(below("defaults.")).isNotEmpty().isEqualTo(below("classes.<name>."));
    }

    @Test
    void saysTheDefaultsThatHoldWhereNothingIsSaid() {
        DataAccessConfig defaults = Reading.file("dal.clusters.main.primary = \"postgresql://app@localhost/shop\"");

        assertThat(Reading.standard(read))
                .usingRecursiveComparison()
                // A size that is said counts as chosen, whatever it is.
                .ignoringFieldsMatchingRegexes(".*\\.sizeByDefault")
                .isEqualTo(Reading.standard(defaults));
        assertThat(read.monitor()).isEqualTo(defaults.monitor());
        assertThat(read.routing()).isEqualTo(defaults.routing());
        assertThat(Reading.main(read).nodes())
                .extracting(NodeConfig::weight)
                .containsOnly(Reading.main(defaults).nodes().get(0).weight());
        assertThat(read.shutdown()).isEqualTo(defaults.shutdown());
        assertThat(read.leaks()).isEqualTo(defaults.leaks());
        assertThat(read.applicationName()).isEqualTo(defaults.applicationName());
    }

    @Test
    void saysTheDefaultsOfADoorThatSaysOnlyWhoLogsIn() {
        DataAccessConfig defaults = Reading.file("""
                dal.clusters.main.primary = "postgresql://app@localhost/shop"
                dal.unscoped.reports { user = reporter, password = change-me }
                """);

        assertThat(read.unscoped()).isEqualTo(defaults.unscoped());
        assertThat(read.tenants().table()).isEqualTo(Reading.file("""
                        dal.clusters.main.primary = "postgresql://app@localhost/shop"
                        dal.unscoped.reports.user = reporter
                        dal.tenants.table.door = reports
                        """).tenants().table());
    }

    @Test
    void itsExamplesWork() {
        assertThat(read.tenants().defaultClass()).isEqualTo(Reading.STANDARD);
        assertThat(read.tenants().classes()).containsEntry(TenantId.of("acme"), TenantClassName.of("premium"));
        assertThat(Reading.tenantClass(read, TenantClassName.of("premium"))
                        .pools()
                        .primary()
                        .max())
                .isEqualTo(40);
        ClusterConfig main = Reading.main(read);
        assertThat(main.nodes()).extracting(node -> node.name().value()).containsExactly("primary", "replica-1");
        UnscopedConfig reports = requireNonNull(read.unscoped().get(TenantClassName.of("reports")));
        assertThat(reports.user()).isEqualTo("reporter");
        assertThat(Reading.direct(read).user()).isEqualTo("owner");
        assertThat(Reading.primary(read).tls().mode()).isEqualTo(SslMode.VERIFY_FULL);
    }

    private Set<String> below(String prefix) {
        return asked.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> withPrefixes(Set<String> keys) {
        Set<String> all = new TreeSet<>(keys);
        for (String key : keys) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                all.add(key.substring(0, dot));
            }
        }
        all.removeIf(key -> key.endsWith("[]") || key.endsWith("<name>"));
        all.add("defaults");
        return all;
    }

    private static void collect(String path, ConfigObject object, Set<String> into) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String name = switch (path) {
                case "clusters", "classes", "unscoped" -> "<name>";
                case "tenants.classes" -> "<tenant>";
                default -> entry.getKey();
            };
            String key = path.isEmpty() ? name : path + "." + name;
            if (!name.equals("<name>")) {
                into.add(key);
            }
            if (entry.getValue() instanceof ConfigObject below) {
                collect(key, below, into);
            } else if (entry.getValue() instanceof ConfigList list) {
                list.stream()
                        .filter(ConfigObject.class::isInstance)
                        .forEach(element -> collect(key + "[]", (ConfigObject) element, into));
            }
        }
    }
}
