package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;

/**
 * Where a contestant finds the servers.
 *
 * @param primary the primary's port, or that of what stands before it
 * @param replica the same of its only replica
 * @param user who logs in
 * @param password with what
 * @param parameters of every URL, joined by {@code &}; empty for none
 */
public record Servers(int primary, int replica, String user, String password, String parameters) {

    /** How many connections a pool has, of every contestant. */
    public static final int POOL = 10;

    /** The servers themselves, as their superuser, on whom no row-level security is imposed. */
    public static Servers of(PostgresCluster cluster) {
        PostgresNode primary = cluster.primary();
        int replica = cluster.replicas().getFirst().port();
        return new Servers(primary.port(), replica, primary.user(), primary.password(), "");
    }

    /** The same behind other ports. */
    public Servers behind(int newPrimary, int newReplica) {
        return new Servers(newPrimary, newReplica, user, password, parameters);
    }

    /** The same for another role, whose password is its name. */
    public Servers as(String role) {
        return new Servers(primary, replica, role, role, parameters);
    }

    /** The same with these parameters in every URL. */
    public Servers with(String newParameters) {
        return new Servers(primary, replica, user, password, newParameters);
    }

    String primaryUrl() {
        return url("jdbc:postgresql://", primary);
    }

    String replicaUrl() {
        return url("jdbc:postgresql://", replica);
    }

    String url(String start, int port) {
        return url(start, "127.0.0.1:" + port);
    }

    String url(String start, String hosts) {
        return start + hosts + "/postgres" + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    HikariDataSource primaryPool() {
        return pool(primaryUrl());
    }

    HikariDataSource replicaPool() {
        return pool(replicaUrl());
    }

    private HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(POOL);
        return new HikariDataSource(config);
    }
}
