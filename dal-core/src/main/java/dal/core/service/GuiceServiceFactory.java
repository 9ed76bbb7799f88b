package dal.core.service;

import com.google.inject.ConfigurationException;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.ProvisionException;
import dal.DbConnectionManager;
import dal.ServiceFactory;
import dal.TenantDatabase;
import dal.tenant.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Constructs services by Guice's own constructor injection. The database is handed to the constructors through {@link CurrentDatabase} for the time of the call,
 * so no injector is made for it.
 */
@Singleton
public final class GuiceServiceFactory implements ServiceFactory {

    private final Injector injector;
    private final DbConnectionManager databases;
    private final CurrentDatabase current;
    private final SingletonCapture capture;
    private final Map<Class<?>, Provider<?>> providers = new ConcurrentHashMap<>();

    @Inject
    public GuiceServiceFactory(
            Injector injector, DbConnectionManager databases, CurrentDatabase current, SingletonCapture capture) {
        this.injector = injector;
        this.databases = databases;
        this.current = current;
        this.capture = capture;
    }

    @Override
    public <S> S create(Class<S> service, TenantDatabase database) {
        Provider<?> provider = providers.get(service);
        if (provider == null) {
            provider = provider(service);
        }
        TenantDatabase outer = current.enter(database);
        try {
            return service.cast(provider.get());
        } catch (ProvisionException e) {
            // The constructor's own, if it is one that may be thrown here.
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        } finally {
            current.leave(outer);
        }
    }

    @Override
    public <S> S create(Class<S> service, TenantId tenant) {
        return create(service, databases.database(tenant));
    }

    private Provider<?> provider(Class<?> service) {
        try {
            Key<?> key = Key.get(service);
            Provider<?> made = injector.getProvider(key);
            capture.check(injector, key);
            providers.put(service, made);
            return made;
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(
                    "Service " + service.getName() + " cannot be constructed: " + e.getMessage(), e);
        }
    }
}
