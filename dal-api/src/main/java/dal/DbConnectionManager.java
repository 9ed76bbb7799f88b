package dal;

import dal.consistency.CommitToken;
import dal.error.InvalidTokenException;
import dal.error.ShuttingDownException;
import dal.error.TenantSuspendedException;
import dal.error.UnknownTenantException;
import dal.status.DrainReport;
import dal.status.ManagerStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.time.Duration;

/**
 * The one door to every tenant's database; one per process. Thread-safe.
 *
 * <pre>{@code
 * Session session = databases.session(TenantId.of("acme"));
 * OrderService orders = services.create(OrderService.class, session);
 * orders.place(order);     // the primary, in a transaction
 * orders.recent(customer); // a replica that has replayed that commit
 * }</pre>
 */
public interface DbConnectionManager extends AutoCloseable {

    /**
     * A tenant's database. Cheap and cached: the same tenant gets the same object. Does no I/O and does not ask the tenant catalog; where the tenant
     * lives is looked up for each piece of work, so a tenant may move.
     */
    TenantDatabase database(TenantId tenant);

    /**
     * A tenant's database that remembers what it wrote and saw: its reads never go back behind either. For one request or one job; thread-safe. Does no
     * I/O of its own; a tenant catalog that does not know the tenant may look again.
     *
     * <p>Where the tenant moves to another class of the same cluster meanwhile, the session goes on. Where it moves to another cluster, the session's work is
     * refused with {@link InvalidTokenException} from then on: begin a new one.
     *
     * @throws UnknownTenantException if the tenant catalog does not know the tenant
     * @throws TenantSuspendedException if the tenant catalog says that the tenant is suspended
     */
    Session session(TenantId tenant);

    /**
     * A session that continues after {@code token}, which another session, perhaps in another process, gave out.
     *
     * @throws InvalidTokenException if the token is of another cluster than the tenant's
     * @throws UnknownTenantException if the tenant catalog does not know the tenant
     * @throws TenantSuspendedException if the tenant catalog says that the tenant is suspended
     */
    Session session(TenantId tenant, CommitToken token);

    /**
     * The database of work that belongs to no tenant, by the name of its door. Nothing else leads there: it has its own role and its own pools, and no tenant is
     * bound. The same door gives the same object. Does no I/O.
     *
     * @throws IllegalArgumentException if no such door is configured
     */
    Database unscoped(TenantClassName door);

    /** What pools, nodes and work look like now. One immutable snapshot, no I/O. */
    ManagerStatus status();

    /**
     * Refuses new work with {@link ShuttingDownException}, lets running work finish until the deadline, cancels what outlives it on the server, aborts what
     * outlives that, closes every pool, and stops the lifecycle participants in the order of their phases, telemetry last. Idempotent and safe from any
     * thread: a second call waits for the first and returns the same report.
     */
    DrainReport shutdown(Duration deadline);

    /** {@link #shutdown(Duration)} with the configured deadline. */
    @Override
    void close();
}
