package dal.testing.cluster;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.Concurrently;
import dal.testing.cluster.internal.Engine;
import dal.testing.cluster.internal.Polling;
import java.time.Duration;
import java.util.List;

/**
 * A real PostgreSQL 18 primary and its streaming replicas, for tests.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
 *     cluster.createDatabase("shop");
 *     try (Connection connection = cluster.primary().connect("shop")) { ... }
 *     cluster.awaitReplication(Duration.ofSeconds(5));
 *     cluster.primary().kill();
 *     cluster.replicas().getFirst().promote();
 * }
 * }</pre>
 *
 * <p>It needs a second or two to start, listens on this machine only, and is gone, files included, when it is closed or
 * the JVM ends, whichever way that happens. Thread-safe, but for faults of one node from several threads at once.
 */
public final class PostgresCluster implements AutoCloseable {
    private final Engine engine;
    private final Duration startTimeout;
    private final List<PostgresNode> nodes;
    private volatile PostgresNode primary;

    PostgresCluster(Engine engine, ClusterPlan plan) {
        this.engine = engine;
        this.startTimeout = plan.startTimeout();
        this.nodes = engine.servers().stream()
                .map(server -> new PostgresNode(server, plan, this::promoted))
                .toList();
        this.primary = nodes.getFirst();
    }

    public static ClusterBuilder builder() {
        return new ClusterBuilder();
    }

    /** The node that was started as primary or, after a promotion, the one promoted last. */
    public PostgresNode primary() {
        return primary;
    }

    /** The nodes that were started as replicas and have not been promoted, whatever else befell them. */
    public List<PostgresNode> replicas() {
        return nodes.stream().filter(PostgresNode::isReplica).toList();
    }

    /** Every node, the first primary first. */
    public List<PostgresNode> nodes() {
        return nodes;
    }

    /** The node of that name: {@code primary}, {@code replica1} ... */
    public PostgresNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No node " + name + " among " + nodes));
    }

    /** Creates an empty database on the primary; on the replicas it appears by replication, see {@link #awaitReplication}. */
    public void createDatabase(String name) {
        primary.execute("create database " + PostgresNode.identifier(name));
    }

    /** Drops the database if it is there, and ends every session in it. */
    public void dropDatabase(String name) {
        primary.execute("drop database if exists " + PostgresNode.identifier(name) + " with (force)");
    }

    /** Drops the role if it is there. Roles belong to the whole cluster, not to one database. */
    public void dropRole(String name) {
        primary.execute("drop role if exists " + PostgresNode.identifier(name));
    }

    /**
     * Waits until every replica that runs has replayed all that was committed on the primary before this call, commits
     * that did not wait for the disk included.
     *
     * @throws ClusterException if one has not in time, as one whose replay is paused; the message names it
     */
    public void awaitReplication(Duration limit) {
        // A flushed record of our own stands behind everything before it; the flush position alone would miss commits
        // made with synchronous_commit off.
        String position = primary.value("select pg_logical_emit_message(false, 'dal.testing', '', true)::text");
        for (PostgresNode replica : replicas()) {
            if (replica.isRunning()) {
                replica.awaitReplayed(position, limit);
            }
        }
    }

    /**
     * True while the cluster is as it was started: all nodes run, nobody was promoted, repointed or configured, and
     * every replica streams. What shares a cluster between tests asks this before it hands it on.
     */
    public boolean isIntact() {
        try {
            return nodes.stream().allMatch(PostgresNode::isAsStarted) && streaming() == nodes.size() - 1;
        } catch (ClusterException e) {
            // A node that cannot even be asked is not as it was started.
            return false;
        }
    }

    /** Stops every node and removes every trace; does nothing the second time. */
    @Override
    public void close() {
        engine.close();
    }

    void awaitStarted() {
        Concurrently.forEach(nodes, node -> node.awaitAccepting(startTimeout));
        Polling.await(
                startTimeout, () -> streaming() == nodes.size() - 1, () -> "Not every replica streams: " + logs());
    }

    private int streaming() {
        return Integer.parseInt(
                primary.value("select count(*)::text from pg_stat_replication where state = 'streaming'"));
    }

    private String logs() {
        return String.join("\n", nodes.stream().map(PostgresNode::logTail).toList());
    }

    private void promoted(PostgresNode node) {
        primary = node;
    }
}
