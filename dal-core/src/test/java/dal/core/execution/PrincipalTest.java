package dal.core.execution;

import static dal.core.testkit.Doors.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Injector;
import dal.DbConnectionManager;
import dal.consistency.Consistency;
import dal.core.testkit.Doors;
import dal.core.testkit.Layer;
import dal.spi.RouteRequest.Intent;
import dal.tenant.TenantClassName;
import dal.testing.junit.Login;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever works uses connections meant for that work. */
class PrincipalTest {

    private static final TenantClassName JOBS = TenantClassName.of("jobs");

    private final Injector injector = Layer.configuredInjector(config -> Doors.add(
            Doors.add(config, REPORTS, new Login("reporter", "secret")), JOBS, new Login("worker", "secret")));
    private final Borrowing borrowing = injector.getInstance(Borrowing.class);
    private final Principal acme = new Principal.OfTenant(Layer.ACME);
    private final Principal reports = Objects.requireNonNull(borrowing.door(REPORTS));
    private final Principal jobs = Objects.requireNonNull(borrowing.door(JOBS));

    @AfterEach
    void close() {
        injector.getInstance(DbConnectionManager.class).close();
    }

    @Test
    void aDoorsConnectionServesNoTenantAndATenantsServesNoDoor() {
        refused(acme, reports);
        refused(reports, acme);
        refused(jobs, reports);
    }

    private void refused(Principal principal, Principal whoseConnections) {
        ClassRuntime connections = borrowing.classOf(whoseConnections);
        Work work = Work.byHand(Intent.WRITE, Consistency.strong(), null);

        assertThatThrownBy(() -> borrowing.alone(principal, connections, work, Freshness.OfClass.INSTANCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + connections.config().name() + "'")
                .hasMessageContaining(principal.owner());
        assertThat(injector.getInstance(DbConnectionManager.class).status().pools())
                .isEmpty();
    }

    @Test
    void workOfNoTenantBindsNothingAndIsToldOfWithoutOne() {
        ClassRuntime door = borrowing.classOf(reports);

        assertThat(door.binder().assignments()).isEmpty();
        assertThat(reports.settings(door)).isEmpty();
        assertThat(reports.context(door).tenant()).isNull();
        assertThat(reports.context(door).tenantClass()).isEqualTo(REPORTS);
        assertThat(acme.settings(borrowing.classOf(acme))).containsExactly("acme");
    }
}
