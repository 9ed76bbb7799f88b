package dal.benchmarks.path;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.util.Modules;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.cluster.Role;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.spi.Execution;
import dal.spi.ExecutionObserver;
import dal.spi.Outcome;
import dal.telemetry.TelemetryConfig;
import dal.telemetry.guice.TelemetryModule;
import dal.testing.junit.Login;
import dal.testing.junit.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every module over a test database, configured by environment variables alone, and a record of which node served what. */
final class WholeLayer implements AutoCloseable {

    /** Where a file says nothing else: on a busy machine a node that is merely slow to answer is not to be taken for lost. */
    private static final String PATIENT = "dal.monitor.timeout = 3s";

    private final Injector injector;
    private final Served served;

    private WholeLayer(Injector injector, Served served) {
        this.injector = injector;
        this.served = served;
    }

    static WholeLayer over(TestDatabase database, Module... overrides) {
        return configuredBy(environment(database), overrides);
    }

    /** The variables that lead to every node of the database, as the role of an application. */
    static Map<String, String> environment(TestDatabase database) {
        Login login = database.applicationRole();
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.uri(database.cluster().primary(), login));
        environment.put(
                "DATABASE_REPLICA_URLS",
                database.cluster().replicas().stream()
                        .map(replica -> database.uri(replica, login))
                        .collect(Collectors.joining(",")));
        environment.put("PG_APP_NAME", "path");
        environment.put("PG_POOL_MIN", "0");
        return environment;
    }

    /** Configured by these environment variables and nothing else. */
    static WholeLayer configuredBy(Map<String, String> environment, Module... overrides) {
        return configuredBy("", environment, overrides);
    }

    /** Configured by a file with that text, and by these environment variables above it. */
    static WholeLayer configuredBy(String file, Map<String, String> environment, Module... overrides) {
        Served served = new Served();
        Config config = ConfigFactory.parseString(file).withFallback(ConfigFactory.parseString(PATIENT));
        Module all = Modules.combine(
                new CoreModule(DataAccessConfigReader.read(config, environment)),
                new RoutingModule(),
                new TelemetryModule(TelemetryConfig.DEFAULT),
                binder -> Multibinder.newSetBinder(binder, ExecutionObserver.class)
                        .addBinding()
                        .toInstance(served));
        return new WholeLayer(Guice.createInjector(Modules.override(all).with(overrides)), served);
    }

    <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    DbConnectionManager databases() {
        return injector.getInstance(DbConnectionManager.class);
    }

    Served served() {
        return served;
    }

    @Override
    public void close() {
        databases().close();
    }

    /** Which node served each execution. */
    static final class Served implements ExecutionObserver {

        private final List<Execution> executions = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable Object started(Execution execution, @Nullable Object parent) {
            executions.add(execution);
            return null;
        }

        @Override
        public void finished(Execution execution, @Nullable Object state, Outcome outcome) {
            // Where it ran is known from the start.
        }

        List<Execution> executions() {
            return List.copyOf(executions);
        }

        List<Role> roles() {
            return executions.stream().map(Execution::role).toList();
        }

        void forget() {
            executions.clear();
        }
    }
}
