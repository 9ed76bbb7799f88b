package dal.core.service;

import dal.Session;
import dal.TenantDatabase;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The database that a {@link GuiceServiceFactory} is constructing a service for, on this thread, for the time of that call. */
@Singleton
public final class CurrentDatabase {

    private final ThreadLocal<@Nullable TenantDatabase> current = new ThreadLocal<>();
    private final ThreadLocal<@Nullable Boolean> singleton = new ThreadLocal<>();

    @Nullable
    TenantDatabase enter(TenantDatabase database) {
        TenantDatabase outer = current.get();
        current.set(database);
        return outer;
    }

    void leave(@Nullable TenantDatabase outer) {
        if (outer == null) {
            current.remove();
        } else {
            current.set(outer);
        }
    }

    /** A singleton is made by {@code construction}, perhaps while a service is: it gets no database, since it would keep it for everybody. */
    public void withoutDatabase(Runnable construction) {
        boolean outer = singleton.get() != null;
        singleton.set(Boolean.TRUE);
        try {
            construction.run();
        } finally {
            if (!outer) {
                singleton.remove();
            }
        }
    }

    /** The database to inject. */
    public TenantDatabase database() {
        if (singleton.get() != null) {
            throw new IllegalStateException(
                    "A singleton asks for a TenantDatabase and would keep one tenant's for all: make it unscoped, or"
                            + " inject DbConnectionManager and name the tenant at each call");
        }
        TenantDatabase database = current.get();
        if (database == null) {
            throw new IllegalStateException(
                    "A TenantDatabase is injected only into services that a ServiceFactory creates: there is no tenant here."
                            + " Inject DbConnectionManager, or ServiceFactory, and name the tenant");
        }
        return database;
    }

    /** The session to inject. */
    public Session session() {
        if (database() instanceof Session session) {
            return session;
        }
        throw new IllegalStateException(
                "The service asks for a Session, but was created for a plain TenantDatabase: pass DbConnectionManager.session(...)"
                        + " to the ServiceFactory");
    }
}
