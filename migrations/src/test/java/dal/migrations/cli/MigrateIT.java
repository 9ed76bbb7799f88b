package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.migrations.ScriptFolder;
import dal.testing.junit.Login;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
final class MigrateIT {

    private final TestDatabase database;
    private final ScriptFolder scripts;

    MigrateIT(TestDatabase database, @TempDir Path directory) {
        this.database = database;
        this.scripts = new ScriptFolder(directory);
    }

    @Test
    void aDatabaseIsTakenFromNothingThroughAFailureToItsLastVersion() {
        scripts.with("V1__shelf.sql", "create table shelf (id int)")
                .with("V2__book.sql", "create table book (id int, shelf int references shelves)");

        Terminal pending = run("info");
        assertThat(pending.code()).isZero();
        assertThat(pending.out())
                .contains("main/" + database.name() + " (standard): no version")
                .containsPattern("  1 +shelf +pending\\R")
                .endsWith("info: ok, 1 target, 2 scripts pending" + System.lineSeparator());

        Terminal failing = run("migrate");
        assertThat(failing.code()).isEqualTo(1);
        assertThat(failing.out())
                .contains("version 1, 1 script run now")
                .containsPattern("  1 +shelf +applied +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ +\\d+ ms\\R")
                .contains("migrate: FAILED, 1 target, 1 failed, 1 script pending");
        assertThat(failing.err())
                .contains("V2__book.sql line 1: relation \"shelves\" does not exist (SQLSTATE 42P01)")
                .contains("Correct it and migrate again.")
                .doesNotContain("\tat ", "org.flywaydb");
        assertThat(run("migrate", "--verbose").err()).contains("\tat ");
        assertThat(run("validate").code()).isEqualTo(1);

        scripts.with("V2__book.sql", "create table book (id int, shelf int)");
        assertThat(run("migrate")).satisfies(migrated -> {
            assertThat(migrated.code()).isZero();
            assertThat(migrated.err())
                    .contains("warning: main/" + database.name() + ": public.book has no row-level security");
        });
        assertThat(run("migrate").out())
                .contains("(standard): version 2,")
                .doesNotContain("run now")
                .contains("migrate: ok, 1 target, 0 scripts pending");
        assertThat(run("validate").code()).isZero();

        scripts.with("V1__shelf.sql", "create table shelf (id bigint)");
        Terminal changed = run("validate");
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.err()).contains("V1__shelf.sql was changed after it was run");
    }

    @Test
    void standardOutputIsTheResultAloneWhereverTheLogGoes(@TempDir Path elsewhere) throws Exception {
        scripts.with("V1__shelf.sql", "create table shelf (id int)");
        Path log = Files.writeString(elsewhere.resolve("logback.xml"), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>logged %msg%n</pattern></encoder>
                  </appender>
                  <root level="DEBUG"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Migrate.class.getName(),
                "migrate",
                "--json",
                "--schema",
                "process",
                "--scripts",
                scripts.location());
        builder.environment()
                .put("DATABASE_URL", database.uri(database.cluster().primary(), database.superuser()));
        Path err = elsewhere.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as("%s", Files.readString(err)).isZero();
        assertThat(out.lines()).hasSize(1);
        assertThat(ConfigFactory.parseString(out).getString("command")).isEqualTo("migrate");
        assertThat(Files.readString(err)).contains("logged ");
    }

    private Terminal run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--scripts";
        all[arguments.length + 1] = scripts.location();
        Terminal terminal = Terminal.run(this::config, all);
        assertThat(terminal.out() + terminal.err()).doesNotContain("hush");
        return terminal;
    }

    private DataAccessConfig config(@Nullable Path file) {
        Login superuser = database.superuser();
        return DataAccessConfigReader.fromEnvironment(Map.of(
                "DATABASE_URL", database.uri(database.cluster().primary(), new Login("nobody", "hush")),
                "DATABASE_URL_DIRECT", database.uri(database.cluster().primary(), superuser)));
    }
}
