package dal.benchmarks.jitter;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dal.benchmarks.distance.Distance;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.config.DataAccessConfigReader;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The four ways to reach a primary and its replicas. All of them read from the replicas, in turn, and write to the primary; those by hand do so through data sources
 * chosen by who writes the call, and the driver spreads their connections. The tuned pool and the library hold the same number of connections to each server.
 */
final class Rows implements AutoCloseable {

    static final String EACH_ITS_OWN = "connection per request";
    static final String DEFAULT_POOL = "default pool";
    static final String TUNED_POOL = "tuned pool";
    static final String LIBRARY = "library";

    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final double LATE_SHARE = 0.02;
    private static final Duration LATEST = Duration.ofMillis(200);

    /** To the primary, and to all replicas together: as many as callers that are at a server at a time, a few idle. */
    private static final int TUNED = 64;

    private final PostgresCluster cluster;
    private final List<Row> rows;

    Rows(PostgresCluster cluster) {
        this.cluster = cluster;
        rows = List.of(
                byHand(EACH_ITS_OWN, this::unpooled),
                byHand(DEFAULT_POOL, this::defaultPool),
                byHand(TUNED_POOL, this::tunedPool),
                library());
    }

    List<Row> all() {
        return rows;
    }

    @FunctionalInterface
    private interface Source {
        DataSource at(String hosts, String parameters);
    }

    private Row byHand(String name, Source source) {
        Distance toPrimary = network(name + " to primary");
        Distance toReplicas = network(name + " to replicas");
        DataSource primary = source.at(host(cluster.primary()), toPrimary.parameters());
        DataSource replicas = source.at(
                cluster.replicas().stream().map(Rows::host).collect(Collectors.joining(",")),
                toReplicas.parameters() + "&loadBalanceHosts=true");
        return new Row(Contestants.byHand(name, primary, replicas), toPrimary, toReplicas);
    }

    private Row library() {
        Distance toPrimary = network("library to primary");
        Distance toReplicas = network("library to replicas");
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                uri(cluster.primary(), toPrimary),
                "DATABASE_REPLICA_URLS",
                cluster.replicas().stream().map(node -> uri(node, toReplicas)).collect(Collectors.joining(",")));
        String file = """
                dal {
                  defaults {
                    isolation = none
                    pools {
                      primary { max = %1$d, min = %1$d }
                      replica { max = %2$d, min = %2$d }
                    }
                  }
                  routing.hedging.max-share = 0.05
                }
                """.formatted(TUNED, TUNED / cluster.replicas().size());
        Contestant contestant =
                Contestants.library(LIBRARY, DataAccessConfigReader.read(ConfigFactory.parseString(file), environment));
        return new Row(contestant, toPrimary, toReplicas);
    }

    private static Distance network(String name) {
        // A URL has it as a parameter.
        Distance network = Distance.named(name.replace(' ', '-'), EACH_WAY);
        network.late(LATE_SHARE, LATEST);
        return network;
    }

    private static String host(PostgresNode node) {
        return "127.0.0.1:" + node.port();
    }

    private static String url(String hosts, String parameters) {
        return "jdbc:postgresql://" + hosts + "/postgres?" + parameters;
    }

    private static String uri(PostgresNode node, Distance network) {
        return "postgresql://" + node.user() + ":" + node.password() + "@" + host(node) + "/postgres?"
                + network.parameters();
    }

    private DataSource unpooled(String hosts, String parameters) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(hosts, parameters));
        source.setUser(cluster.primary().user());
        source.setPassword(cluster.primary().password());
        return source;
    }

    private DataSource defaultPool(String hosts, String parameters) {
        return new HikariDataSource(pool(hosts, parameters));
    }

    /** As many connections as pay off here, all of them kept, and callers that give up in time for their own. */
    private DataSource tunedPool(String hosts, String parameters) {
        HikariConfig config = pool(hosts, parameters + "&tcpKeepAlive=true&connectTimeout=1");
        config.setMaximumPoolSize(TUNED);
        config.setMinimumIdle(TUNED);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        return new HikariDataSource(config);
    }

    private HikariConfig pool(String hosts, String parameters) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(hosts, parameters));
        config.setUsername(cluster.primary().user());
        config.setPassword(cluster.primary().password());
        return config;
    }

    @Override
    public void close() {
        rows.reversed().forEach(Row::close);
    }
}
