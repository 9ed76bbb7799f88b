package dal.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dal.config.DataAccessConfig;
import dal.migrations.Configurations;
import dal.migrations.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewScriptTest {

    @TempDir
    private Path directory;

    private ScriptFolder scripts;

    @BeforeEach
    void someScripts() {
        scripts = new ScriptFolder(directory)
                .with("V9__a.sql", "select 1")
                .with("V10.1__b.sql", "select 1")
                .with("R__v.sql", "select 1");
    }

    @Test
    void theNextVersionIsWrittenFromTheTemplate() throws IOException {
        Terminal terminal = run("new", "Add email");

        assertThat(terminal.code()).isZero();
        assertThat(terminal.out()).contains("V11__add_email.sql");
        assertThat(Files.readString(directory.resolve("V11__add_email.sql"))).startsWith("-- add email\n");
    }

    @Test
    void anotherTemplateMayBeNamed() throws IOException {
        Path template = Files.writeString(directory.resolve("ours.txt"), "set role owner;\n");

        assertThat(run("new", "grants", "--repeatable", "--template", template.toString())
                        .code())
                .isZero();

        assertThat(Files.readString(directory.resolve("R__grants.sql"))).isEqualTo("set role owner;\n");
    }

    @Test
    void nobodysScriptIsWrittenOver() throws IOException {
        assertThat(run("new", "v", "--repeatable").code()).isNotZero();

        assertThat(Files.readString(directory.resolve("R__v.sql"))).isEqualTo("select 1");
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThat(run("new", "../x")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("add_email");
        });
    }

    private Terminal run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--scripts";
        all[arguments.length + 1] = scripts.location();
        return Terminal.run(NewScriptTest::config, all);
    }

    private static DataAccessConfig config(@Nullable Path file) {
        return Configurations.single(Configurations.connection("127.0.0.1", 1, "shop", "app", "hush"));
    }
}
