package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import dal.config.DataAccessConfig;
import dal.migrations.MigrationSettings.AtStart;
import dal.migrations.guice.MigrationsModule;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does about its schemas when it starts. */
@PostgresTest
final class SchemaCheckIT {

    private static final int INSTANCES = 6;

    private final ScriptFolder scripts;
    private final TenantSchemas tenants;

    SchemaCheckIT(TestDatabase database, @TempDir Path directory) {
        this.scripts = new ScriptFolder(directory).with("V1__shelf.sql", "create table shelf (id int)");
        this.tenants = new TenantSchemas(database, scripts);
    }

    @Test
    void aServiceIsNotStartedOverASchemaThatIsOlderThanItsScripts() {
        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> start(AtStart.REFUSE))
                .havingCause()
                .isInstanceOf(SchemaBehindException.class)
                .withMessageContainingAll(tenants.schema("a"), "lacks V1__shelf.sql", "migrate plan");
        assertThatCode(() -> start(AtStart.WARN)).doesNotThrowAnyException();
        assertThatCode(() -> start(AtStart.NOTHING)).doesNotThrowAnyException();

        tenants.of("a", "b").migrate().orThrow();
        assertThatCode(() -> start(AtStart.REFUSE)).doesNotThrowAnyException();
    }

    @Test
    void aSchemaThatIsNewerThanTheScriptsIsLetPass() {
        scripts.with("V2__book.sql", "create table book (id int)");
        tenants.of("a", "b").migrate().orThrow();
        assertThat(scripts.directory().resolve("V2__book.sql").toFile().delete())
                .isTrue();

        assertThatCode(() -> start(AtStart.REFUSE)).doesNotThrowAnyException();
    }

    @Test
    void manyInstancesThatStartAtOnceRunEveryScriptOnce() throws Exception {
        scripts.with("V2__book.sql", "create table book (id int)");
        try (ExecutorService threads = Executors.newFixedThreadPool(INSTANCES)) {
            List<Future<?>> starts = new ArrayList<>();
            for (int instance = 0; instance < INSTANCES; instance++) {
                starts.add(threads.submit(() -> start(AtStart.MIGRATE)));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        }

        assertThat(tenants.versions("a")).containsExactly("1", "2");
        assertThat(tenants.versions("b")).containsExactly("1", "2");
    }

    private void start(AtStart what) {
        Guice.createInjector(
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(DataAccessConfig.class).toInstance(tenants.config("", "a", "b"));
                    }
                },
                new MigrationsModule(MigrationSettings.DEFAULT.withAtStart(what), scripts.location()));
    }
}
