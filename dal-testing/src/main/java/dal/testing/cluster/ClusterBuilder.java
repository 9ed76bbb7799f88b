package dal.testing.cluster;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.Engine;
import dal.testing.cluster.internal.EngineChoice;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a cluster to start. By default it has no replica, does without fsync, which tests that pull no real plug
 * do not miss, and keeps enough WAL for a replica that was away for a while. Not thread-safe.
 */
public final class ClusterBuilder {
    private static final Map<String, String> DEFAULTS = Map.of(
            "fsync", "off",
            "max_connections", "200",
            "wal_keep_size", "512MB",
            "wal_retrieve_retry_interval", "100ms",
            "lc_messages", "C",
            "log_line_prefix", "%m [%p] %q%a@%d ");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Map<String, String> settings = new TreeMap<>(DEFAULTS);
    private int replicas;
    private String synchronousStandbyNames = "";
    private final List<String> access = new ArrayList<>();
    private @Nullable ServerTls tls;

    ClusterBuilder() {}

    /** How many replicas stream from the primary; they are named {@code replica1}, {@code replica2} ... */
    public ClusterBuilder replicas(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("A cluster cannot have " + count + " replicas");
        }
        replicas = count;
        return this;
    }

    /** A server setting, as in postgresql.conf, for every node; it wins over the kit's own. */
    public ClusterBuilder setting(String name, String value) {
        settings.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
        return this;
    }

    /** Lets every node offer TLS under this certificate; to demand it, see {@link #access}. */
    public ClusterBuilder tls(ServerTls certificate) {
        tls = Objects.requireNonNull(certificate);
        return this;
    }

    /**
     * Who may connect, and how: a line of pg_hba.conf for every node, for example {@code hostssl all app all cert}. Lines
     * count in the order they are given, and before the kit's own, which lets every role in by its password; one that keeps
     * the superuser out keeps the kit out.
     */
    public ClusterBuilder access(String line) {
        access.add(Objects.requireNonNull(line));
        return this;
    }

    /** Switches fsync on: commits survive what they survive in production. */
    public ClusterBuilder durable() {
        return setting("fsync", "on");
    }

    /**
     * Makes replication synchronous, on the primary alone, once all replicas stream; for example {@code ANY 1 (*)}.
     * A replica that is promoted later is not synchronous until {@link PostgresNode#configure} says so.
     */
    public ClusterBuilder synchronousStandbyNames(String names) {
        synchronousStandbyNames = Objects.requireNonNull(names);
        return this;
    }

    /**
     * Starts it, on what the system property {@code postgres} says: {@code embedded}, {@code testcontainers}, or
     * {@code auto}, which is the default and takes the embedded binaries where there are some for this platform.
     * Returns when every replica accepts connections and streams.
     *
     * @throws ClusterException if there is nothing to run it on, or a server does not start
     */
    public PostgresCluster start() {
        byte[] secret = new byte[12];
        new SecureRandom().nextBytes(secret);
        ClusterPlan plan = new ClusterPlan(
                replicas, settings, tls, access, "postgres", HexFormat.of().formatHex(secret), START_TIMEOUT);
        Engine engine =
                EngineChoice.of(System.getProperty(EngineChoice.PROPERTY, "")).start(plan);
        PostgresCluster cluster = new PostgresCluster(engine, plan);
        try {
            cluster.awaitStarted();
            if (!synchronousStandbyNames.isEmpty()) {
                cluster.primary().configure("synchronous_standby_names", synchronousStandbyNames);
            }
            cluster.nodes().forEach(PostgresNode::forgetFaults);
            return cluster;
        } catch (Throwable e) {
            cluster.close();
            throw e;
        }
    }
}
