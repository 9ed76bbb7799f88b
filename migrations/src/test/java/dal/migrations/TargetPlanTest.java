package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetPlanTest {

    private static final ConnectionConfig ONE = Configurations.connection("one", 5432, "shop", "app", "hush");
    private static final ConnectionConfig TWO = Configurations.connection("two", 5432, "shop", "app", "hush");

    @TempDir
    private Path directory;

    @Test
    void classesThatShareADatabaseAreOneTarget() {
        ClusterConfig shared = Configurations.cluster("main", null, ONE, TWO);
        ClusterConfig sameServers = Configurations.cluster("main-again", null, TWO, ONE);
        ClusterConfig other =
                Configurations.cluster("other", null, Configurations.connection("one", 5432, "bank", "app", "hush"));

        var targets = migrations(Map.of("premium", shared, "basic", shared, "legacy", sameServers, "bank", other))
                .targets();

        assertThat(targets).extracting(MigrationTarget::label).containsExactly("other/bank", "main/shop");
        assertThat(targets.getLast().classes())
                .containsExactly(
                        TenantClassName.of("basic"), TenantClassName.of("legacy"), TenantClassName.of("premium"));
    }

    @Test
    void theDirectConnectionIsTakenInsteadOfTheNodes() {
        ClusterConfig cluster = Configurations.cluster("main", TWO, Configurations.pooled(ONE));

        assertThat(migrations(Map.of("basic", cluster)).targets())
                .singleElement()
                .satisfies(target -> assertThat(target.connections()).containsExactly(TWO));
    }

    @Test
    void aPoolerIsRefusedWithTheReasonAndEveryOtherFaultBesideIt() {
        ClusterConfig nodes = Configurations.cluster("main", null, Configurations.pooled(ONE));
        ClusterConfig direct = Configurations.cluster("other", Configurations.pooled(TWO), TWO);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> migrations(Map.of("basic", nodes, "premium", direct))
                        .scripts("classpath:no/such/folder", "filesystem:/no/such/directory", "sql")
                        .migrate())
                .satisfies(error -> assertThat(error.faults()).hasSize(5))
                .withMessageContainingAll(
                        "one:5432 is a pooler",
                        "two:5432 is a pooler",
                        "DATABASE_URL_DIRECT",
                        "no/such/folder",
                        "/no/such/directory",
                        "'sql' has to begin with classpath: or filesystem:")
                .withMessageNotContaining("hush");
    }

    private Migrations migrations(Map<String, ClusterConfig> classes) {
        return Migrations.of(Configurations.classes(classes)).scripts("filesystem:" + directory);
    }
}
