package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.migrations.MigrationSettings;
import dal.migrations.ScriptFolder;
import dal.migrations.TenantSchemas;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line over many tenants' schemas. */
@PostgresTest
final class ManyTargetsIT {

    private static final String[] TENANTS =
            IntStream.range(10, 35).mapToObj(number -> "t" + number).toArray(String[]::new);

    private final TestDatabase database;
    private final ScriptFolder scripts;
    private final TenantSchemas tenants;

    ManyTargetsIT(TestDatabase database, @TempDir Path directory) {
        this.database = database;
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.tenants = new TenantSchemas(database, scripts);
    }

    @Test
    void oneThatFailsIsNamedTheOthersAreDoneAndTheCodeSaysSo() {
        assertThat(run("", "migrate").code()).isZero();
        database.execute("create table " + tenants.prefix() + "t20.book (id int)");
        scripts.with("V2__book.sql", "create table book (id int)");

        assertThat(run("", "plan").out())
                .startsWith("first, alone: main/" + database.name() + "/" + tenants.prefix() + "t10"
                        + System.lineSeparator())
                .contains("25  ", "V2__book.sql", "t10, t11, t12, ...")
                .endsWith("plan: ok, 25 targets, 25 scripts pending" + System.lineSeparator());
        assertThat(ConfigFactory.parseString(run("", "plan", "--json", "--canary-target", "t12")
                                .out())
                        .getStringList("first"))
                .containsExactly("main/" + database.name() + "/" + tenants.prefix() + "t12");
        Terminal failing = run("", "migrate");

        assertThat(failing.code()).isEqualTo(1);
        assertThat(failing.err())
                .contains("/" + tenants.prefix()
                        + "t20: V2__book.sql line 1: relation \"book\" already exists (SQLSTATE 42P07)")
                .contains("Correct it and migrate again.");
        assertThat(failing.out())
                .containsPattern("24 +main/" + database.name() + " \\(each\\) +ok +2 +V2__book.sql")
                .containsPattern("1 +main/" + database.name() + " \\(each\\) +FAILED +1 +V2__book.sql +t20")
                .contains("migrate: FAILED, 25 targets, 1 failed, 1 script pending");
    }

    @Test
    void aCanaryThatFailsIsExitCodeThree() {
        scripts.with("V1__shelf.sql", "create table shelf (id no_such_type)");

        Terminal terminal = run("", "migrate");

        assertThat(terminal.code()).isEqualTo(3);
        assertThat(terminal.err()).contains("error: 24 targets: Not begun: ", "t10, which went first, failed");
        assertThat(terminal.out()).contains("1 failed, 24 not begun");
        assertThat(run("", "migrate", "--no-canary", "--failure-budget", "0").code())
                .isEqualTo(1);
    }

    @Test
    void jsonHasEveryKeyOfEveryTarget() {
        scripts.with("V2__book.sql", "create table book (id int);\nselect no_such_column");

        Terminal terminal = run("", "migrate", "--json");

        Config json = ConfigFactory.parseString(terminal.out());
        assertThat(terminal.out().lines()).hasSize(1);
        assertThat(terminal.err()).isEmpty();
        assertThat(json.root().keySet()).containsExactlyInAnyOrder("command", "successful", "exitCode", "targets");
        assertThat(json.getInt("exitCode")).isEqualTo(terminal.code()).isEqualTo(3);
        Config first = json.getConfigList("targets").getFirst();
        assertThat(first.root().keySet())
                .containsExactlyInAnyOrder(
                        "target",
                        "cluster",
                        "database",
                        "schema",
                        "tenant",
                        "classes",
                        "state",
                        "version",
                        "attempts",
                        "milliseconds",
                        "applied",
                        "pending",
                        "scripts",
                        "faults",
                        "warnings");
        assertThat(first.getString("tenant")).isEqualTo("t10");
        assertThat(first.getString("state")).isEqualTo("failed");
        assertThat(first.getConfigList("applied").getFirst().getString("file")).isEqualTo("V1__shelf.sql");
        Config fault = first.getConfigList("faults").getFirst();
        assertThat(fault.getString("script")).isEqualTo("V2__book.sql");
        assertThat(fault.getInt("line")).isEqualTo(2);
        assertThat(fault.getString("sqlState")).isEqualTo("42703");
        assertThat(fault.getString("advice")).isNotBlank();
        assertThat(json.getConfigList("targets").getLast().getString("state")).isEqualTo("not_started");
    }

    @Test
    void tenantsAreAddedListedSuspendedAndDropped() {
        String table = """
                dal.unscoped.catalog { user = catalog_reader, password = hush }
                dal.tenants.table { door = catalog, table = %stenants }
                """.formatted(tenants.prefix());

        assertThat(run(table, "tenant", "add", "acme", "--class", "each").code())
                .isZero();
        assertThat(run(table, "tenant", "list").out())
                .containsPattern("acme +each +1 +active +" + tenants.prefix() + "acme")
                .contains("tenant list: ok, 1 tenant");
        assertThat(run(table, "tenant", "drop", "acme", "--yes").err()).contains("not suspended");
        assertThat(run(table, "tenant", "suspend", "acme").out()).contains("'acme' is suspended");
        assertThat(ConfigFactory.parseString(
                                run(table, "tenant", "list", "--json").out())
                        .getConfigList("tenants")
                        .getFirst()
                        .getBoolean("suspended"))
                .isTrue();
        assertThat(run(table, "tenant", "drop", "acme")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("--yes");
        });
        assertThat(run(table, "tenant", "drop", "acme", "--yes").code()).isZero();
        assertThat(run(table, "tenant", "suspend", "acme").code()).isEqualTo(1);
    }

    @Test
    void aSchemaWithTablesAndNoHistoryIsBaselinedAndAChangedScriptRepaired() {
        database.execute("create schema %1$st10; create table %1$st10.shelf (id int)".formatted(tenants.prefix()));
        scripts.with("V2__book.sql", "create table book (id int)");
        String[] one = {"t10"};

        assertThat(runOn(one, "migrate").err()).contains("never migrated");
        assertThat(runOn(one, "baseline", "--version", "1").code()).isZero();
        assertThat(runOn(one, "migrate").code()).isZero();

        scripts.with("V2__book.sql", "create table book (id int) -- kept");
        assertThat(runOn(one, "validate").code()).isEqualTo(1);
        assertThat(runOn(one, "repair").code()).isZero();
        assertThat(runOn(one, "validate").code()).isZero();
    }

    private Terminal runOn(String[] some, String... arguments) {
        return run("", some, arguments);
    }

    private Terminal run(String more, String... arguments) {
        return run(more, more.isEmpty() ? TENANTS : new String[0], arguments);
    }

    private Terminal run(String more, String[] some, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--scripts");
        all.add(scripts.location());
        return Terminal.run(file -> tenants.config(more, some), MigrationSettings.DEFAULT, all.toArray(String[]::new));
    }
}
