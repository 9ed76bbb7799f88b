package dal.core.service;

import com.google.inject.Binding;
import com.google.inject.ConfigurationException;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.spi.Dependency;
import com.google.inject.spi.ExposedBinding;
import com.google.inject.spi.HasDependencies;
import com.google.inject.spi.InstanceBinding;
import com.google.inject.spi.Message;
import dal.Session;
import dal.TenantDatabase;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses singletons that would keep one tenant's database for everybody: anything bound as a singleton from which a {@link TenantDatabase} can be reached. Run over
 * every binding when the injector is made, and over what is bound just in time when a service is first created.
 */
@Singleton
public final class SingletonCapture {

    private static final Set<Key<?>> TENANTS_OWN = Set.of(Key.get(TenantDatabase.class), Key.get(Session.class));

    /** Guice calls this when the injector is made, since the instance is requested for injection by the module. */
    @Inject
    void checkAll(Injector injector) {
        List<Message> faults = new ArrayList<>();
        for (Binding<?> binding : injector.getAllBindings().values()) {
            collect(injector, binding.getKey(), faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
    }

    /** Checks one service and all it depends on. */
    void check(Injector injector, Key<?> key) {
        List<Message> faults = new ArrayList<>();
        collect(injector, key, faults);
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
    }

    private void collect(Injector injector, Key<?> key, List<Message> faults) {
        walk(injector, key, null, new HashSet<>(), faults);
    }

    private void walk(
            Injector injector, Key<?> key, @Nullable Key<?> singleton, Set<Visit> seen, List<Message> faults) {
        if (TENANTS_OWN.contains(key)) {
            if (singleton != null) {
                faults.add(new Message(
                        singleton.getTypeLiteral() + " is a singleton and would keep one tenant's database for all:"
                                + " make it unscoped, or inject DbConnectionManager and name the tenant at each call"));
            }
            return;
        }
        if (injector.getExistingBinding(key) instanceof ExposedBinding<?> exposed) {
            walk(exposed.getPrivateElements().getInjector(), key, singleton, seen, faults);
            return;
        }
        // What was passed through on the way from no singleton has to be looked at again on the way from one.
        if (!seen.add(new Visit(injector, key, singleton != null))) {
            return;
        }
        Binding<?> binding = injector.getExistingBinding(key);
        if (binding == null) {
            return;
        }
        Key<?> holder = singleton == null && Scopes.isSingleton(binding) && !(binding instanceof InstanceBinding)
                ? key
                : singleton;
        if (binding instanceof HasDependencies dependent) {
            for (Dependency<?> dependency : dependent.getDependencies()) {
                walk(injector, provided(dependency.getKey()), holder, seen, faults);
            }
        }
    }

    /** One key, reached from a singleton or not. */
    private record Visit(Injector injector, Key<?> key, boolean fromSingleton) {}

    /** A Provider of a database is the database, later. */
    private static Key<?> provided(Key<?> key) {
        Class<?> raw = key.getTypeLiteral().getRawType();
        boolean provider = raw == Provider.class || raw == jakarta.inject.Provider.class;
        if (provider && key.getTypeLiteral().getType() instanceof java.lang.reflect.ParameterizedType type) {
            return key.ofType(type.getActualTypeArguments()[0]);
        }
        return key;
    }
}
