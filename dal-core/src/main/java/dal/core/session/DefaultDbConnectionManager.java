package dal.core.session;

import dal.Database;
import dal.DbConnectionManager;
import dal.Session;
import dal.TenantDatabase;
import dal.cluster.ClusterName;
import dal.config.DataAccessConfig;
import dal.consistency.CommitToken;
import dal.core.atomic.AtomicStatements;
import dal.core.execution.Borrowing;
import dal.core.execution.Dsl;
import dal.core.execution.Freshness;
import dal.core.execution.Principal;
import dal.core.lifecycle.Drain;
import dal.core.lifecycle.WorkGate;
import dal.core.pool.ConnectionPools;
import dal.core.session.RoutedDatabase.Parts;
import dal.core.transaction.AmbientTransactions;
import dal.core.transaction.Transactions;
import dal.error.InvalidTokenException;
import dal.spi.StatusContributor;
import dal.status.DrainReport;
import dal.status.ManagerStatus;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The one manager of a process. */
@Singleton
public final class DefaultDbConnectionManager implements DbConnectionManager {

    /** Beyond this many tenants their databases are made anew each time, which costs an object and no I/O. */
    private static final int CACHED_DATABASES = 10_000;

    private final DataAccessConfig config;
    private final Parts parts;
    private final WorkGate gate;
    private final ConnectionPools pools;
    private final Drain drain;
    private final Set<StatusContributor> contributors;
    private final Map<TenantId, TenantDatabase> databases = new ConcurrentHashMap<>();
    private final Map<TenantClassName, Database> doors;

    @Inject
    public DefaultDbConnectionManager(
            DataAccessConfig config,
            Borrowing borrowing,
            Transactions transactions,
            AmbientTransactions ambient,
            Dsl dsl,
            WorkGate gate,
            ConnectionPools pools,
            Drain drain,
            Set<StatusContributor> contributors) {
        this.config = config;
        this.parts = new Parts(borrowing, transactions, ambient, new AtomicStatements(borrowing, ambient, dsl), dsl);
        this.gate = gate;
        this.pools = pools;
        this.drain = drain;
        this.contributors = Set.copyOf(contributors);
        this.doors =
                config.unscoped().keySet().stream().collect(Collectors.toUnmodifiableMap(door -> door, this::open));
    }

    @Override
    public TenantDatabase database(TenantId tenant) {
        TenantDatabase known = databases.get(tenant);
        if (known != null) {
            return known;
        }
        TenantDatabase made = new RoutedTenantDatabase(parts, tenant, Freshness.OfClass.INSTANCE);
        if (databases.size() >= CACHED_DATABASES) {
            return made;
        }
        TenantDatabase earlier = databases.putIfAbsent(tenant, made);
        return earlier == null ? made : earlier;
    }

    @Override
    public Session session(TenantId tenant) {
        return new TrackingSession(parts, tenant, new Freshness.OfSession(CommitToken.origin(clusterOf(tenant))));
    }

    @Override
    public Session session(TenantId tenant, CommitToken token) {
        ClusterName cluster = clusterOf(tenant);
        if (!token.cluster().equals(cluster)) {
            throw InvalidTokenException.foreign(token.cluster(), cluster);
        }
        return new TrackingSession(parts, tenant, new Freshness.OfSession(token));
    }

    @Override
    public Database unscoped(TenantClassName door) {
        Database known = doors.get(door);
        if (known != null) {
            return known;
        }
        throw new IllegalArgumentException("There is no door '" + door + "' for work of no tenant, only "
                + config.unscoped().keySet() + ": add it below dal.unscoped");
    }

    private Database open(TenantClassName door) {
        Principal principal = Objects.requireNonNull(parts.borrowing().door(door), "door");
        return new RoutedDatabase(parts, principal, Freshness.OfClass.INSTANCE);
    }

    private ClusterName clusterOf(TenantId tenant) {
        return parts.borrowing()
                .classOf(new Principal.OfTenant(tenant))
                .config()
                .cluster();
    }

    @Override
    public ManagerStatus status() {
        return new ManagerStatus(
                gate.state(),
                gate.inside(),
                gate.refused(),
                pools.statuses(),
                contributors.stream().flatMap(from -> from.nodes().stream()).toList(),
                contributors.stream().flatMap(from -> from.routes().stream()).toList(),
                contributors.stream().flatMap(from -> from.alerts().stream()).toList());
    }

    @Override
    public DrainReport shutdown(Duration deadline) {
        return drain.shutdown(deadline);
    }

    @Override
    public void close() {
        shutdown(config.shutdown().deadline());
    }
}
