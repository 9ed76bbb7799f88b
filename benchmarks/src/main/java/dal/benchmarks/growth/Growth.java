package dal.benchmarks.growth;

import com.google.inject.Guice;
import com.typesafe.config.ConfigFactory;
import dal.DbConnectionManager;
import dal.benchmarks.peers.Desk;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.slices.Slices;
import dal.benchmarks.slices.Subject;
import dal.config.DataAccessConfigReader;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads of a tenant that is bound, by a service of one tenant or of ten thousand, with one replica or sixteen, by ten virtual threads or a thousand: the processor
 * time of this process for each, that of the servers left out. The network's and the servers' time is not in it, nor is what others do on the machine.
 * Nobody polls for answers here: who does keeps its processor for as long as its server works, and which connections do is a matter of their luck.
 */
public final class Growth {

    /** A thousand wait for twenty connections here: nobody is to be sent away for it. */
    private static final String BOUND = """
            dal.defaults {
              isolation { row-level-security { setting = app.tenant_id } }
              pools.busy-poll = 0s
              admission { max-waiting = 2000, max-waiting-per-tenant = 2000, delay-target = 30s, delay-interval = 60s }
            }
            """;

    private static final int REPLICAS = 16;
    private static final int TENANTS = 10_000;
    private static final int FEW_THREADS = 10;
    private static final int MANY_THREADS = 1_000;
    private static final int CALLS = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration COUNTED = Duration.ofSeconds(16);

    private Growth() {}

    /** Starts a primary with sixteen replicas and measures. */
    public static Figures measure() throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.builder()
                .replicas(REPLICAS)
                .setting("max_wal_senders", Integer.toString(2 * REPLICAS))
                .start()) {
            Desk.in(cluster);
            try (DbConnectionManager one = withNodes(cluster, 1);
                    DbConnectionManager all = withNodes(cluster, REPLICAS)) {
                Readers readers = new Readers(one);
                Figures figures = new Figures();
                figures.share("tenants_10000_vs_1", tenants(readers, figures))
                        .share("threads_1000_vs_10", threads(readers));
                nodes(readers, new Readers(all), cluster.replicas(), figures);
                return figures;
            }
        }
    }

    private static DbConnectionManager withNodes(PostgresCluster cluster, int replicas) {
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                url(cluster.primary()),
                "DATABASE_REPLICA_URLS",
                cluster.replicas().stream().limit(replicas).map(Growth::url).collect(Collectors.joining(",")));
        return Guice.createInjector(
                        new CoreModule(DataAccessConfigReader.read(ConfigFactory.parseString(BOUND), environment)),
                        new RoutingModule())
                .getInstance(DbConnectionManager.class);
    }

    private static String url(PostgresNode node) {
        return "postgresql://" + Desk.BOUND_ROLE + ":" + Desk.BOUND_ROLE + "@127.0.0.1:" + node.port() + "/postgres";
    }

    private static double tenants(Readers readers, Figures figures) {
        Progress.say("one tenant, and %d by turns", TENANTS);
        return compare(
                        figures,
                        new Subject("one tenant", () -> readers.read(1)),
                        new Subject("many tenants", () -> readers.read(TENANTS)))
                .processor("many tenants", "one tenant");
    }

    /** By hand too: whoever goes from one server to the next finds colder caches than one who stays. */
    private static void nodes(Readers one, Readers many, List<PostgresNode> replicas, Figures figures) {
        Progress.say("one replica, and %d", REPLICAS);
        try (ByHand oneByHand = ByHand.on(replicas.subList(0, 1));
                ByHand manyByHand = ByHand.on(replicas)) {
            Slices slices = compare(
                    figures,
                    new Subject("one replica", () -> one.read(1)),
                    new Subject("many replicas", () -> many.read(1)),
                    new Subject("one replica, by hand", oneByHand::read),
                    new Subject("many replicas, by hand", manyByHand::read));
            figures.share("nodes_16_vs_1", slices.processor("many replicas", "one replica"))
                    .share("nodes_16_vs_1_by_hand", slices.processor("many replicas, by hand", "one replica, by hand"));
        }
    }

    private static Slices compare(Figures figures, Subject... subjects) {
        Slices slices = Slices.measure(List.of(subjects), CALLS, WARM_UP, COUNTED);
        figures.table(slices.table("A bound read, " + subjects[0].name() + " and " + subjects[1].name()));
        return slices;
    }

    private static double threads(Readers readers) throws InterruptedException {
        Progress.say("%d virtual threads, and %d", FEW_THREADS, MANY_THREADS);
        return VirtualThreads.compare(() -> readers.read(1), MANY_THREADS, FEW_THREADS);
    }
}
