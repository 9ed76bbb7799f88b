package dal.core.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Binding;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.matcher.Matcher;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.spi.ProvisionListener;
import dal.ContextExecutor;
import dal.DbConnectionManager;
import dal.PoolSizes;
import dal.ServiceFactory;
import dal.Session;
import dal.TenantDatabase;
import dal.config.DataAccessConfig;
import dal.core.async.MdcCarrier;
import dal.core.async.VirtualThreads;
import dal.core.catalog.CatalogStart;
import dal.core.catalog.TableTenants;
import dal.core.check.StartupChecks;
import dal.core.execution.Dsl;
import dal.core.execution.ReleaseChecks;
import dal.core.leak.LeakWatch;
import dal.core.lifecycle.InterruptWatch;
import dal.core.pool.ConfiguredNodes;
import dal.core.pool.ConnectionPools;
import dal.core.pool.Servers;
import dal.core.service.CurrentDatabase;
import dal.core.service.GuiceServiceFactory;
import dal.core.service.SingletonCapture;
import dal.core.session.DefaultDbConnectionManager;
import dal.core.session.EagerPools;
import dal.core.tenancy.ConfiguredTenants;
import dal.core.tenancy.TenantBinder;
import dal.core.tenancy.TenantSettings;
import dal.spi.ContextCarrier;
import dal.spi.ExecutionObserver;
import dal.spi.LifecycleParticipant;
import dal.spi.LocalSetting;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.PoolListener;
import dal.spi.StatusContributor;
import dal.spi.TenantCatalog;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jooq.conf.Settings;

/**
 * Wires what executes. To be installed with a module that decides (it binds the router, the topology and the statement classifier) and, if wanted, one that
 * watches.
 *
 * <p>Extension points: set bindings of {@link ExecutionObserver}, {@link PoolListener}, {@link LocalSetting}, {@link LifecycleParticipant}, {@link ContextCarrier} and {@link
 * StatusContributor}; optional bindings of {@link TenantCatalog}, of {@link NodeDiscovery} and of jOOQ's {@link Settings}.
 */
public final class CoreModule extends AbstractModule {

    private static final Matcher<Binding<?>> SINGLETONS = Scopes::isSingleton;

    private final DataAccessConfig config;

    public CoreModule(DataAccessConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    protected void configure() {
        bind(DataAccessConfig.class).toInstance(config);
        bind(DbConnectionManager.class).to(DefaultDbConnectionManager.class).in(Scopes.SINGLETON);
        bind(Servers.class).in(Scopes.SINGLETON);
        bind(NodeConnector.class).to(Servers.class);
        bind(ServiceFactory.class).to(GuiceServiceFactory.class).in(Scopes.SINGLETON);
        bind(PoolSizes.class).to(ConnectionPools.class);
        bind(EagerPools.class).asEagerSingleton();
        bind(InterruptWatch.class).asEagerSingleton();
        bind(ContextExecutor.class).to(VirtualThreads.class);
        Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                .addBinding()
                .to(VirtualThreads.class);
        Multibinder.newSetBinder(binder(), ContextCarrier.class).addBinding().to(MdcCarrier.class);
        OptionalBinder.newOptionalBinder(binder(), TenantCatalog.class)
                .setDefault()
                .to(config.tenants().table() == null ? ConfiguredTenants.class : TableTenants.class)
                .in(Scopes.SINGLETON);
        OptionalBinder.newOptionalBinder(binder(), NodeDiscovery.class)
                .setDefault()
                .to(ConfiguredNodes.class)
                .in(Scopes.SINGLETON);
        OptionalBinder.newOptionalBinder(binder(), TenantBinder.Maker.class)
                .setDefault()
                .toInstance(TenantSettings::new);
        OptionalBinder.newOptionalBinder(binder(), Servers.Dialer.class)
                .setDefault()
                .toInstance(Servers.driver());
        OptionalBinder.newOptionalBinder(binder(), Settings.class).setDefault().toInstance(quiet());
        Multibinder.newSetBinder(binder(), ExecutionObserver.class);
        Multibinder.newSetBinder(binder(), PoolListener.class);
        Multibinder.newSetBinder(binder(), LocalSetting.class);
        Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                .addBinding()
                .to(StartupChecks.class);
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(StartupChecks.class);
        if (config.tenants().table() != null) {
            Multibinder.newSetBinder(binder(), StatusContributor.class)
                    .addBinding()
                    .to(TableTenants.class);
            Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                    .addBinding()
                    .to(TableTenants.class);
            bind(CatalogStart.class).asEagerSingleton();
        }
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(ReleaseChecks.class);
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(LeakWatch.class);
        CurrentDatabase current = new CurrentDatabase();
        bind(CurrentDatabase.class).toInstance(current);
        bindListener(SINGLETONS, new ProvisionListener() {
            @Override
            public <T> void onProvision(ProvisionInvocation<T> provision) {
                current.withoutDatabase(provision::provision);
            }
        });
        SingletonCapture capture = new SingletonCapture();
        bind(SingletonCapture.class).toInstance(capture);
        requestInjection(capture);
    }

    /** jOOQ's own log of statements quotes bind values, and is on by default wherever the level is debug. */
    private static Settings quiet() {
        return new Settings().withExecuteLogging(false);
    }

    @Provides
    @Singleton
    Dsl dsl(Settings settings) {
        return new Dsl(settings);
    }

    @Provides
    TenantDatabase currentDatabase(CurrentDatabase current) {
        return current.database();
    }

    @Provides
    Session currentSession(CurrentDatabase current) {
        return current.session();
    }
}
