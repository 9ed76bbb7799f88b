package dal.benchmarks.isolation;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.TenantDatabase;
import dal.config.DataAccessConfigReader;
import dal.core.execution.ReleaseChecks;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The library over one database, directly or through a pooler, with each connection looked at when it is released. */
final class Access implements AutoCloseable {

    /** Fewer than the threads, so that tenants share connections. */
    private static final String CONFIGURATION = """
            dal {
              classes.standard {
                isolation { $DIVISION }
                checks { at-start = off, on-release = true }
                pools {
                  primary { max = 6, acquire-timeout = 60s }
                  fallback { max = 2, acquire-timeout = 60s }
                  replica { max = 6, acquire-timeout = 60s }
                }
                statement-timeout = 60s
              }
              tenants.default-class = standard
              # The load takes every processor there is; that no observation was answered in time says nothing then.
              monitor.timeout = 30s
            }
            """;

    private final Injector injector;

    private Access(Injector injector) {
        this.injector = injector;
    }

    /** @param uris where each node is reached */
    static Access to(
            PostgresCluster cluster, Division division, Function<PostgresNode, String> uris, Module... overrides) {
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                uris.apply(cluster.primary()),
                "DATABASE_REPLICA_URLS",
                cluster.replicas().stream().map(uris).collect(Collectors.joining(",")),
                "PG_APP_NAME",
                "isolation");
        CoreModule core = new CoreModule(DataAccessConfigReader.read(
                ConfigFactory.parseString(CONFIGURATION.replace("$DIVISION", division.configuration())), environment));
        return new Access(
                Guice.createInjector(Modules.override(core, new RoutingModule()).with(overrides)));
    }

    /** A tenant's database, or a session of it. */
    TenantDatabase database(TenantId tenant) {
        DbConnectionManager databases = databases();
        return ThreadLocalRandom.current().nextInt(4) == 0 ? databases.session(tenant) : databases.database(tenant);
    }

    /** How many connections still carried something when they were released. */
    long tenantsLeft() {
        return injector.getInstance(ReleaseChecks.class).found();
    }

    private DbConnectionManager databases() {
        return injector.getInstance(DbConnectionManager.class);
    }

    @Override
    public void close() {
        databases().close();
    }
}
