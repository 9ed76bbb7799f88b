package dal.benchmarks.secrets;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.OptionalBinder;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.telemetry.StatementTelemetry;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import dal.telemetry.health.HealthReports;
import dal.telemetry.slowquery.SlowQueryLog;
import dal.telemetry.statistics.Column;
import dal.telemetry.statistics.QueryStatistics;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * P11: secrets are put wherever a caller or an operator may put them, everything is made to fail, to be slow and to be traced, and all that leaves the library is
 * searched for them. What is searched with is tried first: each secret, once it does stand among what was emitted, has to be found.
 */
public final class Secrets {

    private static final String SETTINGS = """
            dal.classes.bound { isolation { row-level-security { setting = app.tenant_id } }, slow-query-threshold = 1ms }
            dal.tenants.default-class = bound
            """;

    private Secrets() {}

    /** Starts a server, seeds and searches. */
    public static Figures measure() throws SQLException, InterruptedException {
        Seeds seeds = new Seeds();
        Emissions emissions = Emissions.listening();
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(0).start()) {
            String password = seeds.next("password");
            schema(cluster.primary(), password);
            work(url(cluster.primary(), "keeper", password), seeds, emissions);
            refused(url(cluster.primary(), "nobody", seeds.next("password of a refused login")), emissions);
        }
        List<String> emitted = emissions.all();
        requireEverythingSpoke(emissions);
        requireASearchThatFinds(seeds, emitted);
        Collection<String> found = seeds.foundIn(emitted);
        found.forEach(leak -> System.err.println("LEAK " + leak));
        Progress.say(
                "%d texts searched: %d errors, %d spans, %d slow statements, %d plans",
                emitted.size(),
                emissions.count("error "),
                emissions.spans(),
                emissions.count("log " + SlowQueryLog.LOGGER),
                emissions.count("log dal.plan"));
        return new Figures()
                .count("seeded", seeds.count())
                .count("found", found.size())
                .count("searched", emitted.size());
    }

    private static void schema(PostgresNode node, String password) throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(Mishaps.SCHEMA);
            statement.execute("create role keeper login password '" + password + "'");
            statement.execute("grant all on vault to keeper");
        }
    }

    private static String url(PostgresNode node, String user, String password) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + node.port() + "/postgres";
    }

    private static void work(String url, Seeds seeds, Emissions emissions) throws InterruptedException {
        Injector injector = layer(url, emissions);
        DbConnectionManager databases = injector.getInstance(DbConnectionManager.class);
        try (databases) {
            new Mishaps(databases.database(TenantId.of("acme")), seeds, emissions).run();
            awaitPlan(emissions);
            tell(injector, emissions);
        }
    }

    private static void refused(String url, Emissions emissions) {
        Injector injector = layer(url, emissions);
        try (DbConnectionManager databases = injector.getInstance(DbConnectionManager.class)) {
            try {
                databases.database(TenantId.of("acme")).dsl().fetch("select 1");
            } catch (RuntimeException e) {
                emissions.error(e);
            }
            tell(injector, emissions);
        }
    }

    private static Injector layer(String url, Emissions emissions) {
        OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(emissions))
                        .build())
                .build();
        DataAccessConfig config = DataAccessConfigReader.read(
                ConfigFactory.parseString(SETTINGS), Map.of("DATABASE_URL", url, "PG_CONNECTION_TIMEOUT", "2000"));
        emissions.other("configuration", config);
        TelemetryConfig usual = TelemetryConfig.DEFAULT;
        return Guice.createInjector(
                new CoreModule(config),
                new RoutingModule(),
                new TelemetryModule(
                        new TelemetryConfig(
                                true,
                                true,
                                Duration.ZERO,
                                usual.rememberedStatements(),
                                usual.healthProbeTimeout(),
                                usual.healthProbeInterval(),
                                false),
                        StatementTelemetry.DEFAULT
                                .withTraceInApplicationName(true)
                                .withPlans(Duration.ZERO)),
                binder -> OptionalBinder.newOptionalBinder(binder, OpenTelemetry.class)
                        .setBinding()
                        .toInstance(openTelemetry));
    }

    private static void tell(Injector injector, Emissions emissions) {
        emissions.other(
                "metrics", injector.getInstance(PrometheusMeterRegistry.class).scrape());
        emissions.other(
                "statistics", injector.getInstance(QueryStatistics.class).top(Column.TOTAL, 1_000));
        emissions.other(
                "status", injector.getInstance(DbConnectionManager.class).status());
        HealthReports reports = injector.getInstance(HealthReports.class);
        emissions.other("health", reports.connections());
        emissions.other("health", reports.database());
        emissions.other("alerts", reports.alerts());
    }

    private static void awaitPlan(Emissions emissions) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (emissions.count("log dal.plan") == 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(50);
        }
    }

    /** Nothing found says little where nothing was told. */
    private static void requireEverythingSpoke(Emissions emissions) {
        if (emissions.spans() < 20
                || emissions.count("error ") < 15
                || emissions.count("log " + SlowQueryLog.LOGGER) < 5
                || emissions.count("log dal.plan") < 1) {
            throw new IllegalStateException("Too little was emitted to search: " + emissions.spans() + " spans, "
                    + emissions.count("error ") + " errors, " + emissions.count("log " + SlowQueryLog.LOGGER)
                    + " slow statements, " + emissions.count("log dal.plan") + " plans");
        }
    }

    private static void requireASearchThatFinds(Seeds seeds, List<String> emitted) {
        for (String secret : seeds.all()) {
            List<String> leaking = new ArrayList<>(emitted);
            leaking.add("span SELECT {db.query.text=select '" + secret + "'}");
            if (seeds.foundIn(leaking).isEmpty()) {
                throw new IllegalStateException("The search does not find a secret that was emitted");
            }
        }
    }
}
