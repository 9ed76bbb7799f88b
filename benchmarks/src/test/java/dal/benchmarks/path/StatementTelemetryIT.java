package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.telemetry.StatementTelemetry;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import dal.telemetry.statistics.Column;
import dal.telemetry.statistics.QueryStatistics;
import dal.telemetry.statistics.StatementStatistics;
import dal.tenant.TenantId;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of single statements, on real servers. */
@PostgresTest(replicas = 1)
class StatementTelemetryIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Span REQUEST =
            Span.wrap(SpanContext.create(TRACE, "00f067aa0ba902b7", TraceFlags.getDefault(), TraceState.getDefault()));

    private Injector injector;
    private TenantDatabase acme;

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute(
                "create table told (id int primary key, pin text, tenant_id text default"
                        + " current_setting('app.tenant_id')); alter table told enable row level security; create policy own on"
                        + " told using (tenant_id = current_setting('app.tenant_id')); insert into told values (1, 'x', 'acme')");
    }

    @BeforeEach
    void open(TestDatabase database) {
        injector = Guice.createInjector(
                new CoreModule(
                        DataAccessConfigReader.read(ConfigFactory.parseString(""), WholeLayer.environment(database))),
                new RoutingModule(),
                new TelemetryModule(
                        TelemetryConfig.DEFAULT,
                        StatementTelemetry.DEFAULT
                                .withTraceInApplicationName(true)
                                .withPlans(Duration.ofMinutes(1))));
        acme = injector.getInstance(DbConnectionManager.class).database(TenantId.of("acme"));
    }

    @AfterEach
    void close() {
        injector.getInstance(DbConnectionManager.class).close();
    }

    @Test
    void theServerShowsForWhichTraceItWorksAndForgetsItWithTheTransaction() {
        String mine = "select application_name from pg_stat_activity where pid = pg_backend_pid()";
        try (Scope current = REQUEST.makeCurrent()) {
            assertThat(acme.read((DSLContext dsl) -> dsl.fetchValue(mine))).isEqualTo("path:" + TRACE);
            assertThat(acme.dsl().fetchValue(mine)).isEqualTo("path:" + TRACE);
            acme.useTransaction(transaction ->
                    assertThat(transaction.dsl().fetchValue(mine)).isEqualTo("path:" + TRACE));
        }
        assertThat(acme.dsl().fetchValue(mine)).isEqualTo("path");
    }

    @Test
    void aSlowStatementsPlanIsLoggedWithoutItsValues() {
        try (LogLines log = LogLines.of("dal.plan")) {
            acme.dsl().fetch("select *, pg_sleep(0.6) from told where pin <> 'secret-pin' and id < ?", 4711);
            acme.dsl().fetch("select *, pg_sleep(0.6) from told where pin <> 'secret-pin' and id < ?", 4711);
            org.awaitility.Awaitility.await().until(() -> !log.lines().isEmpty());

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("on told", "cost=", "Index Cond: (id < $1)")
                    .doesNotContain("secret", "4711");
        }
    }

    @Test
    void statisticsAreKeptByShapeAndRole() {
        acme.dsl()
                .select(field(name("id")))
                .from(table(name("told")))
                .where(field(name("id"), int.class).in(1, 2))
                .fetch();
        acme.dsl()
                .select(field(name("id")))
                .from(table(name("told")))
                .where(field(name("id"), int.class).in(1, 2, 3))
                .fetch();

        List<StatementStatistics> top =
                injector.getInstance(QueryStatistics.class).top(Column.CALLS, 1);
        assertThat(top.getFirst().summary()).isEqualTo("SELECT told");
        assertThat(top.getFirst().calls()).isEqualTo(2);
        assertThat(top.getFirst().rows()).isEqualTo(2);
        assertThat(top.getFirst().byRole().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2);
        assertThat(top.getFirst().total()).isPositive();
        assertThat(Map.copyOf(top.getFirst().errors())).isEmpty();
    }
}
