package dal.core.session;

import static dal.core.testkit.Doors.REPORTS;
import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.ConfigurationException;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.Database;
import dal.DbConnectionManager;
import dal.ServiceFactory;
import dal.TenantDatabase;
import dal.core.testkit.Doors;
import dal.core.testkit.Layer;
import dal.error.TenantSuspendedException;
import dal.error.UnknownTenantException;
import dal.spi.TenantCatalog;
import dal.tenant.TenantClassName;
import dal.tenant.TenantPlacement;
import dal.testing.junit.Login;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The door for work of no tenant is entered by its name, and in no other way. */
class UnscopedTest {

    private final Injector injector = injector();

    private static Injector injector(Module... more) {
        return Layer.configuredInjector(config -> Doors.add(config, REPORTS, new Login("reporter", "secret")), more);
    }

    private static DbConnectionManager databases(Injector of) {
        return of.getInstance(DbConnectionManager.class);
    }

    /** A catalog that says the same of every tenant. */
    private static Injector placing(TenantPlacement placement) {
        return injector(binder -> OptionalBinder.newOptionalBinder(binder, TenantCatalog.class)
                .setBinding()
                .toInstance(tenant -> Optional.of(placement)));
    }

    @AfterEach
    void close() {
        databases(injector).close();
    }

    @Test
    void theSameDoorGivesTheSameDatabaseAndNoTenants() {
        Database reports = databases(injector).unscoped(REPORTS);

        assertThat(databases(injector).unscoped(TenantClassName.of("reports"))).isSameAs(reports);
        assertThat(reports).isNotInstanceOf(TenantDatabase.class);
    }

    @Test
    void aDoorThatIsNotConfiguredIsRefusedWithThoseThatAre() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> databases(injector).unscoped(TenantClassName.of("jobs")))
                .withMessageContaining("'jobs'")
                .withMessageContaining("[reports]");
    }

    @Test
    void theNameOfATenantClassIsNoDoor() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> databases(injector).unscoped(Layer.BOUND));
    }

    @Test
    void aTenantThatTheCatalogPlacesInADoorIsRefused() {
        Injector placed = placing(TenantPlacement.in(REPORTS));
        TenantDatabase acme = databases(placed).database(ACME);

        assertThatThrownBy(() -> acme.dsl().fetch("select 1"))
                .isInstanceOf(UnknownTenantException.class)
                .hasMessageContaining("'reports'")
                .hasMessageContaining("the door of work that belongs to no tenant");
        assertThatThrownBy(() -> acme.read(dsl -> dsl)).isInstanceOf(UnknownTenantException.class);
        assertThatThrownBy(() -> acme.inTransaction(transaction -> transaction))
                .isInstanceOf(UnknownTenantException.class);
        assertThatThrownBy(() -> databases(placed).session(ACME)).isInstanceOf(UnknownTenantException.class);
        assertThat(databases(placed).status().pools()).isEmpty();
        databases(placed).close();
    }

    @Test
    void aSuspendedTenantIsRefusedByName() {
        Injector suspending = placing(new TenantPlacement(Layer.BOUND, 1, true));
        TenantDatabase acme = databases(suspending).database(ACME);

        assertThatThrownBy(() -> acme.dsl().fetch("select 1"))
                .isInstanceOfSatisfying(TenantSuspendedException.class, refused -> {
                    assertThat(refused.tenant()).contains(ACME);
                    assertThat(refused.tenantClass()).contains(Layer.BOUND);
                    assertThat(refused.retryable()).isFalse();
                })
                .hasMessageContaining("suspended")
                .hasMessageContaining("tenant=acme");
        assertThatThrownBy(() -> acme.read(dsl -> dsl)).isInstanceOf(TenantSuspendedException.class);
        assertThatThrownBy(() -> acme.inTransaction(transaction -> transaction))
                .isInstanceOf(TenantSuspendedException.class);
        assertThatThrownBy(() -> databases(suspending).session(ACME)).isInstanceOf(TenantSuspendedException.class);
        assertThat(databases(suspending).status().pools()).isEmpty();
        databases(suspending).close();
    }

    @Test
    void noDatabaseIsInjectedWithoutSayingWhose() {
        assertThatThrownBy(() -> injector.getInstance(Database.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Database");
        assertThatThrownBy(() -> injector.getInstance(ServiceFactory.class)
                        .create(OverAnyDatabase.class, databases(injector).database(ACME)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Database");
    }

    static class OverAnyDatabase {
        final Database database;

        @Inject
        OverAnyDatabase(Database database) {
            this.database = database;
        }
    }
}
