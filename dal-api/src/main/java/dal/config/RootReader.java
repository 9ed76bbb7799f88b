package dal.config;

import dal.cluster.ClusterName;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the outermost section and puts the parts together. */
final class RootReader {

    private final Section root;
    private final ConnectionReader connections;
    private final Faults faults;

    RootReader(Section root, ConnectionReader connections, Faults faults) {
        this.root = root;
        this.connections = connections;
        this.faults = faults;
    }

    /**
     * The configuration.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    DataAccessConfig read(Set<String> classNames, String defaultCluster) {
        Map<String, ClusterReader.Read> clusters = clusters();
        Map<TenantClassName, TenantClassConfig> classes = classes(classNames, clusters, defaultCluster);
        Map<TenantClassName, UnscopedConfig> unscoped = unscoped(defaultCluster);
        TenantsConfig tenants = tenants(root.section("tenants"), classes);
        MonitorConfig monitor = RoutingReader.monitor(root.section("monitor"));
        RoutingConfig routing = RoutingReader.routing(root.section("routing"));
        BudgetConfig budget = new ChecksReader(faults).budget(root.section("budget"));
        String name = applicationName(clusters);
        ShutdownConfig shutdown = new ShutdownReader(faults).read(root);
        // Read by the module of that name.
        root.section("migrations");
        LeakConfig leaks = leaks(root.section("leaks"));
        root.finish();
        Map<ClusterName, ClusterConfig> byName = new LinkedHashMap<>();
        clusters.values().forEach(read -> byName.put(read.config().name(), read.config()));
        try {
            DataAccessConfig config = new DataAccessConfig(
                    name, byName, classes, tenants, monitor, routing, unscoped, budget, shutdown, leaks);
            faults.throwIfAny();
            return config;
        } catch (InvalidConfigurationException e) {
            faults.addAll(e.faults());
            throw new InvalidConfigurationException(faults.all());
        }
    }

    private static LeakConfig leaks(Section section) {
        Duration after = section.duration("after", LeakConfig.DEFAULT.after());
        boolean reclaim = section.flag("reclaim", LeakConfig.DEFAULT.reclaim());
        section.finish();
        return section.checked(LeakConfig.faults(after), () -> new LeakConfig(after, reclaim), LeakConfig.DEFAULT);
    }

    private Map<String, ClusterReader.Read> clusters() {
        ClusterReader reader = new ClusterReader(connections, faults);
        Section section = root.section("clusters");
        Map<String, ClusterReader.Read> clusters = new LinkedHashMap<>();
        for (String name : section.names()) {
            clusters.put(name, reader.read(name, section.named(name, "<name>", null)));
        }
        return clusters;
    }

    private Map<TenantClassName, TenantClassConfig> classes(
            Set<String> names, Map<String, ClusterReader.Read> clusters, String defaultCluster) {
        TenantClassReader reader = new TenantClassReader(clusters, defaultCluster, faults);
        Section defaults = root.section("defaults");
        Section section = root.section("classes");
        Map<TenantClassName, TenantClassConfig> classes = new LinkedHashMap<>();
        for (String text : names) {
            TenantClassName name = className(section.label(text), text);
            if (name != null) {
                classes.put(name, reader.read(name, section.named(text, "<name>", defaults)));
            }
        }
        return classes;
    }

    private Map<TenantClassName, UnscopedConfig> unscoped(String defaultCluster) {
        UnscopedReader reader = new UnscopedReader(defaultCluster, faults);
        Section section = root.section("unscoped");
        Map<TenantClassName, UnscopedConfig> doors = new LinkedHashMap<>();
        for (String text : section.names()) {
            TenantClassName name = className(section.label(text), text);
            UnscopedConfig door = name == null ? null : reader.read(name, section.named(text, "<name>", null));
            if (door != null) {
                doors.put(door.name(), door);
            }
        }
        return doors;
    }

    private TenantsConfig tenants(Section section, Map<TenantClassName, TenantClassConfig> classes) {
        TenantTableConfig table = new TenantTableReader(faults).read(section.section("table"));
        String text = section.text("default-class");
        TenantClassName only = classes.size() == 1 && table == null && !section.isNull("default-class")
                ? classes.keySet().iterator().next()
                : null;
        TenantClassName defaultClass = text == null ? only : className(section.label("default-class"), text);
        Section named = section.section("classes");
        Map<TenantId, TenantClassName> byTenant = new LinkedHashMap<>();
        for (String tenant : named.names()) {
            String className = named.namedText(tenant, "<tenant>");
            if (className != null) {
                TenantClassName name = className(named.label(tenant), className);
                if (name != null) {
                    faults.attempt(named.label(tenant), () -> byTenant.put(TenantId.of(tenant), name), name);
                }
            }
        }
        section.finish();
        return new TenantsConfig(byTenant, defaultClass, table);
    }

    private @Nullable TenantClassName className(String label, String text) {
        try {
            return TenantClassName.of(text);
        } catch (IllegalArgumentException e) {
            faults.add(label, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A key or variable made for it, else what URLs agree on. */
    private String applicationName(Map<String, ClusterReader.Read> clusters) {
        String text = root.text("application-name");
        if (text != null) {
            return text;
        }
        List<String> inUrls = clusters.values().stream()
                .flatMap(read -> Stream.concat(Stream.of(read.primary()), read.replicas().stream()))
                .map(parts -> parts.value(ConnectionPart.APPLICATION_NAME))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (inUrls.size() > 1) {
            faults.add(
                    "application-name",
                    "the URLs say several application_name: " + inUrls + "; say one here or in PG_APP_NAME");
        }
        return inUrls.isEmpty() ? DataAccessConfig.DEFAULT_APPLICATION_NAME : inUrls.get(0);
    }
}
