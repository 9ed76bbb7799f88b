package dal.benchmarks.tail;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dal.TenantDatabase;
import dal.benchmarks.distance.DistantSockets;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.layer.Notes;
import dal.benchmarks.load.Contender;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Point reads of 16 threads, each of its own tenant, on 10 connections: the library with its defaults, the tenant bound in the read's own trip, against jOOQ on
 * HikariCP by hand, which binds none. With a millisecond of network each way, and with none.
 */
public final class Tail {

    private static final int THREADS = 16;
    private static final int POOL = 10;
    private static final Duration EACH_WAY = Duration.ofMillis(1);
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int ROUNDS = 8;

    private Tail() {}

    /** Starts a server and loads it both ways by turns, from afar and from near. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            Notes notes = Notes.in(cluster, "note");
            PostgresNode primary = cluster.primary();
            Figures figures = new Figures();
            compare(notes, primary, "?" + DistantSockets.parameters(EACH_WAY), "", figures);
            compare(notes, primary, "", "loopback_", figures);
            return figures;
        }
    }

    private static void compare(Notes notes, PostgresNode primary, String distance, String prefix, Figures figures)
            throws InterruptedException {
        Map<String, String> environment = new HashMap<>(Layer.environment(primary, primary.port(), List.of()));
        environment.compute("DATABASE_URL", (name, url) -> url + distance);
        environment.put("PG_POOL_MAX", Integer.toString(POOL));
        environment.put("PG_POOL_MIN", Integer.toString(POOL));
        try (Layer layer = Layer.configuredBy(environment);
                HikariDataSource pool = pool(primary, distance)) {
            Contender library = library(layer, notes);
            DSLContext dsl = DSL.using(pool, SQLDialect.POSTGRES);
            Contender byHand = new Contender("by hand", () -> notes.readOne(dsl));
            Progress.say("%s", distance.isEmpty() ? "near" : "from afar");
            Contender.interleave(List.of(library, byHand), THREADS, TURN, ROUNDS);
            figures.share(prefix + "p99_ratio", (double) library.p99() / byHand.p99())
                    .share(prefix + "throughput_ratio", (double) library.calls() / byHand.calls());
        }
    }

    private static Contender library(Layer layer, Notes notes) {
        AtomicInteger threads = new AtomicInteger();
        ThreadLocal<TenantDatabase> own = ThreadLocal.withInitial(
                () -> layer.databases().database(TenantId.of("tenant-" + threads.getAndIncrement() % THREADS)));
        return new Contender("library", () -> notes.readOne(own.get().dsl()));
    }

    private static HikariDataSource pool(PostgresNode primary, String distance) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + primary.port() + "/postgres" + distance);
        config.setUsername(primary.user());
        config.setPassword(primary.password());
        config.setMaximumPoolSize(POOL);
        return new HikariDataSource(config);
    }
}
