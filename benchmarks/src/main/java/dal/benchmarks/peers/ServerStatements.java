package dal.benchmarks.peers;

import dal.testing.cluster.ClusterBuilder;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How many statements a cluster's servers have executed, each part of a text counted, but those that the server calls utilities: BEGIN, COMMIT, SET. Of these it
 * counts none that a driver has prepared, so they are left out altogether.
 */
record ServerStatements(PostgresCluster cluster) {

    private static final String LIBRARY = "pg_stat_statements";

    /** What a cluster needs for it. */
    static ClusterBuilder counted(ClusterBuilder cluster) {
        return cluster.setting("shared_preload_libraries", LIBRARY).setting("pg_stat_statements.track_utility", "off");
    }

    /** Begins to count, on a cluster that is {@link #counted}. */
    static ServerStatements of(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create extension " + LIBRARY);
        }
        return new ServerStatements(cluster);
    }

    /** Those of all nodes and clients since the servers started, but what asks for them. */
    long count() throws SQLException {
        long sum = 0;
        for (PostgresNode node : cluster.nodes()) {
            try (Connection connection = node.connect();
                    Statement statement = connection.createStatement();
                    ResultSet calls = statement.executeQuery("select sum(calls)::bigint from pg_stat_statements"
                            + " where query not like '%pg_stat_statements%'")) {
                calls.next();
                sum += calls.getLong(1);
            }
        }
        return sum;
    }
}
