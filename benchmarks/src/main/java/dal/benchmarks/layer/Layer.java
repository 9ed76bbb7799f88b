package dal.benchmarks.layer;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.util.Modules;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.config.DataAccessConfigReader;
import dal.config.RoutingConfig;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.spi.ExecutionObserver;
import dal.testing.cluster.PostgresNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The library over a cluster's nodes, configured as the environment of a service would. Nothing of it is set for the measurement but what a caller asks for. */
public final class Layer implements AutoCloseable {

    private final DbConnectionManager databases;
    private final Answers answers;

    private Layer(DbConnectionManager databases, Answers answers) {
        this.databases = databases;
        this.answers = answers;
    }

    /**
     * The variables that lead to a cluster of this machine, as its superuser.
     *
     * @param login any of its nodes
     * @param primary the port of the primary, or of what stands before it
     * @param replicas the same of the replicas, which are called {@code replica-1}, {@code replica-2} ...
     */
    public static Map<String, String> environment(PostgresNode login, int primary, List<Integer> replicas) {
        return Map.of(
                "DATABASE_URL",
                url(login, primary),
                "DATABASE_REPLICA_URLS",
                replicas.stream().map(port -> url(login, port)).collect(Collectors.joining(",")),
                "PG_APP_NAME",
                "bench");
    }

    private static String url(PostgresNode login, int port) {
        return "postgresql://" + login.user() + ":" + login.password() + "@127.0.0.1:" + port + "/postgres";
    }

    /** The library with its defaults. */
    public static Layer configuredBy(Map<String, String> environment, Module... overrides) {
        return routedBy(UnaryOperator.identity(), environment, overrides);
    }

    /**
     * The library with another way of choosing nodes.
     *
     * @param routing what to make of the default
     * @param overrides bindings that take the place of the library's own
     */
    public static Layer routedBy(
            UnaryOperator<RoutingConfig> routing, Map<String, String> environment, Module... overrides) {
        Answers answers = new Answers();
        DataAccessConfig read = DataAccessConfigReader.fromEnvironment(environment);
        DataAccessConfig config = new DataAccessConfig(
                read.applicationName(),
                read.clusters(),
                read.classes(),
                read.tenants(),
                read.monitor(),
                routing.apply(read.routing()),
                read.shutdown());
        Module all = Modules.combine(
                new CoreModule(config),
                new RoutingModule(),
                binder -> Multibinder.newSetBinder(binder, ExecutionObserver.class)
                        .addBinding()
                        .toInstance(answers));
        Injector injector = Guice.createInjector(Modules.override(all).with(overrides));
        return new Layer(injector.getInstance(DbConnectionManager.class), answers);
    }

    public DbConnectionManager databases() {
        return databases;
    }

    /** Who answered its reads. */
    public Answers answers() {
        return answers;
    }

    @Override
    public void close() {
        databases.close();
    }
}
