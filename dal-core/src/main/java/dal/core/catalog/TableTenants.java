package dal.core.catalog;

import dal.DbConnectionManager;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.config.TenantTableConfig;
import dal.config.UnscopedConfig;
import dal.core.pool.Servers;
import dal.core.tenancy.ConfiguredTenants;
import dal.spi.LifecycleParticipant;
import dal.spi.StatusContributor;
import dal.spi.TenantCatalog;
import dal.spi.Topology;
import dal.status.Alert;
import dal.tenant.TenantId;
import dal.tenant.TenantPlacement;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The catalog that is read from a table and answers from memory; what stands in the configuration holds for those who do not stand in the table. Nothing is read
 * before {@link #start}.
 */
@Singleton
public final class TableTenants implements TenantCatalog, StatusContributor, LifecycleParticipant {

    /** As long as work waits for a primary where nothing is said. */
    private static final Duration LONGEST_FIRST_LOOK = Duration.ofSeconds(10);

    private final Reading reading;
    private final Changes changes;
    private final Lookup lookup;
    private final CatalogAlerts alerts;

    @Inject
    public TableTenants(
            DataAccessConfig config, Provider<DbConnectionManager> databases, Topology topology, Servers servers) {
        TenantTableConfig table = Objects.requireNonNull(config.tenants().table(), "tenants.table");
        UnscopedConfig door = Objects.requireNonNull(config.unscoped().get(table.door()), "tenants.table.door");
        ClusterName cluster = door.settings().cluster();
        this.reading = new Reading(
                new CatalogTable(() -> databases.get().unscoped(table.door()), table),
                config.classes().keySet(),
                table.refresh(),
                System::nanoTime);
        this.changes = new Changes(
                cluster,
                table.channel(),
                servers,
                topology,
                node -> behindPooler(servers, cluster, node),
                reading::changed);
        this.lookup = new Lookup(table, new ConfiguredTenants(config), reading, LONGEST_FIRST_LOOK);
        this.alerts = new CatalogAlerts(table, reading, System::nanoTime);
    }

    private static boolean behindPooler(Servers servers, ClusterName cluster, NodeName node) {
        NodeConfig known = servers.find(cluster, node);
        return known != null && servers.throughPooler(known.connection());
    }

    /** Begins to read, and to listen for changes; once the manager is made, whose door it reads through. */
    void start() {
        alerts.start();
        reading.start();
        changes.start();
    }

    @Override
    public Optional<TenantPlacement> find(TenantId tenant) {
        return lookup.find(tenant);
    }

    @Override
    public List<Alert> alerts() {
        return alerts.now();
    }

    @Override
    public String name() {
        return "tenant catalog";
    }

    /** Work has drained by then; pools close behind it. */
    @Override
    public Phase phase() {
        return Phase.DATA;
    }

    @Override
    public void stop(Duration remaining) throws InterruptedException {
        long end = System.nanoTime() + remaining.toNanos();
        reading.stop(remaining);
        changes.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
}
