package dal.benchmarks.growth;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dal.benchmarks.peers.Contestant;
import dal.benchmarks.peers.Contestants;
import dal.benchmarks.peers.Desk;
import dal.testing.cluster.PostgresNode;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads of a bound tenant by jOOQ and a pool for each replica, any of which has its turn: what other servers, connections and pools cost whoever goes from one to the next, without
 * anything that chooses between them.
 */
record ByHand(List<Contestant> replicas) implements AutoCloseable {

    /** One thread calls. */
    private static final int POOL = 2;

    static ByHand on(List<PostgresNode> replicas) {
        return new ByHand(replicas.stream()
                .map(replica -> {
                    HikariDataSource pool = pool(replica);
                    return Contestants.byHand("by hand", pool, pool);
                })
                .toList());
    }

    private static HikariDataSource pool(PostgresNode replica) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + replica.port() + "/postgres");
        config.setUsername(Desk.BOUND_ROLE);
        config.setPassword(Desk.BOUND_ROLE);
        config.setMaximumPoolSize(POOL);
        return new HikariDataSource(config);
    }

    /** Reads a note of a tenant. */
    void read() {
        Desk.readOf(replicas.get(ThreadLocalRandom.current().nextInt(replicas.size())), 0);
    }

    @Override
    public void close() {
        replicas.forEach(Contestant::close);
    }
}
