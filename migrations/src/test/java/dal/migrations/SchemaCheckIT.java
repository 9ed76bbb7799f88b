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
        scripts.without("V2__book.sql");

        assertThatCode(() -> start(AtStart.REFUSE)).doesNotThrowAnyException();
        assertThatCode(() -> start(AtStart.MIGRATE)).doesNotThrowAnyException();
    }

    @Test
    void anOldInstanceThatStartsAmongNewOnesPutsNothingBackAsItWas() {
        scripts.with("R__shelves.sql", "create view shelves as select 'old' as release");
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("V2__book.sql", "create table book (id int)")
                .with("R__shelves.sql", "create or replace view shelves as select 'new' as release")
                .with("R__books.sql", "create view books as select id from book");
        tenants.of("a", "b").migrate().orThrow();
        scripts.without("V2__book.sql")
                .without("R__books.sql")
                .with("R__shelves.sql", "create view shelves as select 'old' as release");

        assertThatCode(() -> start(AtStart.REFUSE)).doesNotThrowAnyException();
        assertThatCode(() -> start(AtStart.MIGRATE)).doesNotThrowAnyException();

        assertThat(tenants.values("select release from " + tenants.schema("a") + ".shelves"))
                .containsExactly("new");
    }

    @Test
    void aScriptThatWasChangedAfterItWasRunIsNotPassedOverByAServiceThatMigrates() {
        tenants.of("a", "b").migrate().orThrow();
        scripts.with("V1__shelf.sql", "create table shelf (id bigint)");

        assertThatExceptionOfType(CreationException.class)
                .isThrownBy(() -> start(AtStart.MIGRATE))
                .havingCause()
                .isInstanceOf(MigrationFailedException.class)
                .withMessageContaining("V1__shelf.sql was changed after it was run");
    }

    @Test
    void aServiceThatCannotLookAtItsSchemasIsNotStarted() {
        for (AtStart what : List.of(AtStart.REFUSE, AtStart.MIGRATE)) {
            assertThatExceptionOfType(CreationException.class)
                    .isThrownBy(() -> start(
                            what,
                            Configurations.single(Configurations.connection("127.0.0.1", 1, "shop", "app", "hush"))))
                    .withMessageContaining("No primary found");
        }
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
        start(what, tenants.config("", "a", "b"));
    }

    private void start(AtStart what, DataAccessConfig config) {
        Guice.createInjector(
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(DataAccessConfig.class).toInstance(config);
                    }
                },
                new MigrationsModule(MigrationSettings.DEFAULT.withAtStart(what), scripts.location()));
    }
}
