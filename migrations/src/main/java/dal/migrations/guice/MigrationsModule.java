package dal.migrations.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dal.config.DataAccessConfig;
import dal.migrations.MigrationSettings;
import dal.migrations.Migrations;
import java.util.List;

/**
 * Binds {@link Migrations} of the service's configuration, and sees to the schemas when the injector is created, as {@link MigrationSettings#atStart} says: an
 * injector is not created over schemas that are older than the scripts, where that is refused. Needs a {@link DataAccessConfig}, which {@code CoreModule} binds.
 *
 * <pre>{@code
 * Guice.createInjector(
 *         new CoreModule(config),
 *         new MigrationsModule(MigrationSettings.DEFAULT.withAtStart(AtStart.REFUSE), Migrations.DEFAULT_SCRIPTS));
 * }</pre>
 */
public final class MigrationsModule extends AbstractModule {

    private final MigrationSettings settings;
    private final List<String> scripts;

    /** With scripts from these places. */
    public MigrationsModule(MigrationSettings settings, String... scripts) {
        this.settings = settings;
        this.scripts = scripts.length == 0 ? List.of(Migrations.DEFAULT_SCRIPTS) : List.of(scripts);
    }

    @Override
    protected void configure() {
        bind(SchemasAtStart.class).asEagerSingleton();
    }

    @Provides
    @Singleton
    Migrations migrations(DataAccessConfig config) {
        return Migrations.of(config).settings(settings).scripts(scripts.toArray(String[]::new));
    }
}
