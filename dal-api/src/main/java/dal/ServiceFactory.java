package dal;

import dal.tenant.TenantId;

/** Makes an application's services for one tenant's database. Thread-safe. */
public interface ServiceFactory {

    /**
     * A new instance of {@code service}, constructed with {@code database} wherever it or a service it depends on takes a {@link TenantDatabase} (or a {@link
     * Session}, if {@code database} is one), and with the application's bindings for everything else. Costs well under a microsecond when warm.
     *
     * @throws IllegalArgumentException if the class cannot be constructed, saying what is missing
     */
    <S> S create(Class<S> service, TenantDatabase database);

    /** {@link #create(Class, TenantDatabase)} with {@link DbConnectionManager#database(TenantId)}. */
    <S> S create(Class<S> service, TenantId tenant);
}
