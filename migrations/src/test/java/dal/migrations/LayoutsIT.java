package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that classes share, tenants with schemas of their own beside it, and scripts that one class has more of. */
@PostgresTest
final class LayoutsIT {

    private final TestDatabase database;
    private final Path directory;

    LayoutsIT(TestDatabase database, @TempDir Path directory) {
        this.database = database;
        this.directory = directory;
    }

    @Test
    void eachLayoutGetsItsScriptsAndTablesWithoutAPolicyAreNamed() throws IOException {
        ScriptFolder all = folder("all").with("V1__shelf.sql", """
                create table shelf (tenant_id text);
                alter table shelf enable row level security;
                create policy tenant on shelf using (tenant_id = current_setting('app.tenant_id'));
                create table book (tenant_id text);
                create table draft (tenant_id text);
                alter table draft enable row level security;
                create table country (code text);
                """);
        ScriptFolder extra = folder("extra").with("V2__vault.sql", "create table vault (id int)");
        ScriptFolder own = folder("own").with("V1__ledger.sql", "create table ledger (id int)");
        DataAccessConfig config = DataAccessConfigReader.read(
                ConfigFactory.parseString(
                        """
                        dal.clusters.main.primary = "%s"
                        dal.classes.standard {}
                        dal.classes.premium {}
                        dal.classes.vip.isolation.schema-per-tenant.pattern = "vip_{tenant}"
                        dal.tenants.classes { acme = vip, globex = vip, initech = standard }
                        """.formatted(database.uri(database.cluster().primary(), database.superuser()))),
                Map.of());
        MigrationSettings settings = MigrationSettingsReader.read(
                ConfigFactory.parseString("""
                dal.migrations.classes {
                  premium { extra-scripts = ["%s"], without-policy = [public.country] }
                  vip.scripts = ["%s"]
                }
                """.formatted(extra.location(), own.location())));

        MigrationReport report = Migrations.of(config)
                .scripts(all.location())
                .settings(settings)
                .migrate()
                .orThrow();

        assertThat(report.targets())
                .extracting(
                        target -> target.target().label(),
                        target -> target.applied().stream()
                                .map(Script::file)
                                .toList()
                                .toString())
                .containsExactly(
                        tuple("main/" + database.name(), "[V1__shelf.sql, V2__vault.sql]"),
                        tuple("main/" + database.name() + "/vip_acme", "[V1__ledger.sql]"),
                        tuple("main/" + database.name() + "/vip_globex", "[V1__ledger.sql]"));
        assertThat(report.targets().getFirst().warnings())
                .containsExactly(
                        "public.book has no row-level security: every tenant sees all of it",
                        "public.draft has row-level security, but no policy: nobody but its owner sees a row",
                        "public.vault has no row-level security: every tenant sees all of it");
        assertThat(report.targets().get(1).warnings()).isEmpty();
    }

    private ScriptFolder folder(String name) throws IOException {
        return new ScriptFolder(Files.createDirectory(directory.resolve(name)));
    }
}
