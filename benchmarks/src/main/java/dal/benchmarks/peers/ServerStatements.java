package dal.benchmarks.peers;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many statements a cluster's servers have executed, each part of a text counted, BEGIN and COMMIT too. */
record ServerStatements(PostgresCluster cluster) {

    /** The setting that a cluster needs for it. */
    static final String LIBRARY = "pg_stat_statements";

    /** Begins to count, on a cluster that loads {@link #LIBRARY}. */
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
