package dal.core.execution;

import static dal.core.testkit.Layer.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.cluster.Role;
import dal.consistency.Consistency;
import dal.core.connection.Binding;
import dal.core.connection.TenantConnection;
import dal.core.connection.TenantConnection.Owner;
import dal.core.pool.ConnectionPools;
import dal.core.pool.PooledConnection;
import dal.core.tenancy.NodeCheck;
import dal.core.tenancy.PositionQuery;
import dal.core.testkit.Layer;
import dal.core.testkit.Layer.Limits;
import dal.core.testkit.Unheard;
import dal.error.ErrorContext;
import dal.spi.RouteDecision;
import dal.spi.RouteReason;
import dal.spi.RouteRequest.Intent;
import dal.spi.Router.NodeOutcome;
import dal.status.PoolName;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.core.BaseConnection;

/** P5: whatever is thrown while a connection is given back, it and its place in the pool are free afterwards, and its node's part is told. */
@PostgresTest
class LeaseIT {

    private static final RouteDecision.Use USE =
            new RouteDecision.Use(NodeName.of("primary"), Role.PRIMARY, PoolPurpose.PRIMARY, RouteReason.WRITE);

    private final Principal principal = new Principal.OfTenant(ACME);
    private final List<NodeOutcome> reported = new ArrayList<>();
    private Layer layer;
    private Borrowing borrowing;
    private ClassRuntime tenantClass;

    @BeforeEach
    void start(TestDatabase database) {
        layer = Layer.limited(database, Limits.USUAL.withConnections(1));
        borrowing = layer.injector().getInstance(Borrowing.class);
        tenantClass = borrowing.classOf(principal);
    }

    @AfterEach
    void stop() {
        layer.close();
    }

    /** Where the driver fails while a connection is cleaned up. */
    enum Step {
        CLOSED("isClosed"),
        STATEMENT_CLOSE("close"),
        STATE("getTransactionState"),
        ROLLBACK("rollback"),
        AUTOCOMMIT("setAutoCommit");

        private final String method;

        Step(String method) {
            this.method = method;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorOfTheDriverCostsTheConnectionAndNotItsPlace(Step step) throws Exception {
        for (Error error : List.of(new OutOfMemoryError("as if"), new StackOverflowError("as if"))) {
            reported.clear();
            Failing driver = new Failing(step.method, error);
            Lease lease = lease(driver, () -> {});
            int backend = use(lease);
            driver.armed = true;

            assertThat(catchThrowable(lease::close)).isSameAs(error);

            assertThat(reported).containsExactly(NodeOutcome.ANSWERED);
            layer.pools().assertClean();
            // Nobody knows what the server still had open.
            assertThat(backendOfNext()).isNotEqualTo(backend);
        }
    }

    @Test
    void anErrorOfWhoeverIsToldOfTheNodeLosesNothing() throws Exception {
        Error error = new OutOfMemoryError("as if");
        Lease lease = lease(new Failing("nothing", error), () -> {
            throw error;
        });
        int backend = use(lease);

        assertThat(catchThrowable(lease::close)).isSameAs(error);

        assertThat(reported).containsExactly(NodeOutcome.ANSWERED);
        layer.pools().assertClean();
        assertThat(backendOfNext()).isEqualTo(backend);
    }

    @Test
    void anErrorOnTheWayIsNotFollowedByAnotherReturn() throws Exception {
        Failing driver = new Failing(Step.CLOSED.method, new OutOfMemoryError("as if"));
        Lease lease = lease(driver, () -> {});
        driver.armed = true;

        assertThat(catchThrowable(lease::close)).isInstanceOf(OutOfMemoryError.class);
        lease.close();

        assertThat(reported).containsExactly(NodeOutcome.ANSWERED);
        layer.pools().assertClean();
    }

    /** Leaves a transaction and a statement open; which backend it was. */
    @SuppressWarnings("MustBeClosed") // Left open for the lease to close.
    private static int use(Lease lease) throws SQLException {
        TenantConnection connection = lease.connection();
        connection.setAutoCommit(false);
        var row = connection.createStatement().executeQuery("select pg_backend_pid()");
        row.next();
        return row.getInt(1);
    }

    private int backendOfNext() throws Exception {
        PooledConnection next = take();
        try {
            return next.raw().getBackendPID();
        } finally {
            next.giveBack();
        }
    }

    private Lease lease(Failing driver, Runnable told) throws Exception {
        PooledConnection pooled = take();
        Binding binding = new Binding(
                tenantClass.frame(false, false, PositionQuery.NONE, NodeCheck.NONE),
                principal.settings(tenantClass),
                false,
                0,
                null,
                0,
                new Unheard());
        TenantConnection connection = new TenantConnection(
                driver.over(BaseConnection.class, pooled.raw()),
                binding,
                Owner.CALLER,
                (sql, origin) -> layer.routing().classify(sql, origin));
        return new Lease(
                tenantClass,
                ErrorContext.NONE,
                USE,
                pool(),
                pooled,
                connection,
                (use, outcome, duration) -> {
                    reported.add(outcome);
                    told.run();
                },
                Work.byHand(Intent.WRITE, Consistency.strong(), null),
                this,
                0);
    }

    private PooledConnection take() throws Exception {
        return layer.injector()
                .getInstance(ConnectionPools.class)
                .take(pool(), ACME, 1, Duration.ofSeconds(5), Duration.ZERO, false);
    }

    private PoolName pool() {
        return tenantClass.pool(USE.node(), USE.purpose());
    }

    /** The driver, but that one of its methods throws an Error once it is armed. */
    private static final class Failing {

        private final String failing;
        private final Error error;
        private boolean armed;

        Failing(String failing, Error error) {
            this.failing = failing;
            this.error = error;
        }

        <T> T over(Class<T> type, T real) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                        if (armed && method.getName().equals(failing)) {
                            throw error;
                        }
                        Object answer;
                        try {
                            answer = method.invoke(real, values);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        return method.getReturnType() == Statement.class
                                ? over(Statement.class, (Statement) answer)
                                : answer;
                    }));
        }
    }
}
