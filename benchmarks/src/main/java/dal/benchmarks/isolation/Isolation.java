package dal.benchmarks.isolation;

import com.google.inject.Module;
import dal.TenantDatabase;
import dal.benchmarks.load.Load;
import dal.benchmarks.pooler.PgBouncer;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.core.tenancy.ReleaseCheck;
import dal.error.NodeUnavailableException;
import dal.error.PoolExhaustedException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Fifty tenants on every path at random, half of them through pools of the library's and half through PgBouncer in transaction mode, kept apart by policies and by
 * schemas. Each operation is compared with what the tenant owns, each connection is looked at when it is released, and at the end every item with what was written.
 * The same is then done with binders that are broken: it has to find them on each way, directly and through PgBouncer, or its zeros say nothing.
 */
public final class Isolation {

    private static final List<ReadPath> READS = List.of(ReadPath.values());
    private static final List<WritePath> WRITES = List.of(WritePath.values());
    private static final int TENANTS = 50;
    private static final int THREADS = 32;
    private static final Duration RUN = Duration.ofSeconds(60);

    /** What a broken binder has until it is found. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Debian's PgBouncer does not yet know of prepared statements in transaction mode. */
    private static final String UNPREPARED = "&prepareThreshold=0";

    private static final Duration LOOK = Duration.ofMillis(100);

    private final PostgresCluster cluster;
    private final Login login;
    private final List<TenantId> tenants = Division.tenants(TENANTS);
    private final Map<Division, PgBouncer> poolers;

    private Isolation(PostgresCluster cluster, Login login, Map<Division, PgBouncer> poolers) {
        this.cluster = cluster;
        this.login = login;
        this.poolers = poolers;
    }

    /** Starts a cluster and a PgBouncer for each division, and loads them. */
    public static Figures measure() throws SQLException, InterruptedException {
        if (!PgBouncer.isInstalled()) {
            throw new IllegalStateException("PgBouncer is not installed here, and half of what is measured goes through"
                    + " it (Debian: apt-get install pgbouncer)");
        }
        Map<Division, PgBouncer> poolers = new EnumMap<>(Division.class);
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
            Login login = Division.createRole(cluster);
            List<TenantId> tenants = Division.tenants(TENANTS);
            for (Division division : Division.values()) {
                division.create(cluster, tenants);
                poolers.put(division, PgBouncer.before(cluster, division.database(), login));
            }
            return new Isolation(cluster, login, poolers).figures();
        } finally {
            poolers.values().forEach(PgBouncer::close);
        }
    }

    private Figures figures() throws SQLException, InterruptedException {
        Map<Division, Written> written = new EnumMap<>(Division.class);
        for (Division division : Division.values()) {
            requireUntouched(division);
            written.put(division, new Written());
        }
        Outcome sound = load(List.of(Division.values()), written, way -> false, RUN);
        long wrong = 0;
        for (Division division : Division.values()) {
            wrong += division.wrong(cluster, tenants, of(written, division));
        }
        Progress.say("sound: %s, %d wrong items", sound, wrong);
        boolean caught = true;
        for (Division division : Division.values()) {
            caught &= finds(
                    "forgetful",
                    division,
                    BrokenBinders.forgetful(),
                    way -> way.seen().missing() > 0);
            caught &= finds(
                    "mistaken",
                    division,
                    BrokenBinders.mistaken(),
                    way -> way.seen().foreign() > 0);
            caught &= finds(
                    "lasting",
                    division,
                    BrokenBinders.lasting(),
                    way -> way.access().tenantsLeft() > 0);
        }
        return new Figures()
                .count("operations", sound.operations())
                .count("foreign_rows", sound.foreign() + wrong)
                .count("tenants_left", sound.left)
                .flag("broken_binder_caught", caught)
                .count("missing_rows", sound.missing())
                .count("refused", sound.refusals());
    }

    /** Items are compared with what was written from here on. */
    private void requireUntouched(Division division) throws SQLException {
        if (division.wrong(cluster, tenants, new Written()) != 0) {
            throw new IllegalStateException("Items over " + division + " are not as they were made");
        }
    }

    /** Whether a broken binder is found on each way to the database. */
    private boolean finds(String binder, Division division, Module broken, Predicate<Way> found)
            throws SQLException, InterruptedException {
        Outcome outcome = load(List.of(division), Map.of(division, new Written()), found, PATIENCE, broken);
        Progress.say("%s binder over %s: %s", binder, division, outcome);
        return outcome.ways.stream().allMatch(found);
    }

    private Outcome load(
            List<Division> divisions,
            Map<Division, Written> written,
            Predicate<Way> enough,
            Duration longest,
            Module... overrides)
            throws SQLException, InterruptedException {
        List<Way> ways = new ArrayList<>();
        try {
            for (Division division : divisions) {
                PgBouncer pooler = of(poolers, division);
                ways.add(new Way(
                        division,
                        Access.to(
                                cluster,
                                division,
                                node -> "postgresql://" + login.user() + ":" + login.password() + "@" + node.host()
                                        + ":" + node.port() + "/" + division.database(),
                                overrides)));
                ways.add(new Way(
                        division,
                        Access.to(cluster, division, node -> pooler.uri(node, login) + UNPREPARED, overrides)));
            }
            Load load = Load.of(THREADS, thread -> {
                Way way = ways.get(ThreadLocalRandom.current().nextInt(ways.size()));
                operate(way, of(written, way.division()));
            });
            long deadline = System.nanoTime() + longest.toNanos();
            while (System.nanoTime() - deadline < 0 && !ways.stream().allMatch(enough)) {
                Thread.sleep(LOOK);
            }
            load.stop();
        } finally {
            ways.forEach(way -> way.access().close());
        }
        long left = ways.stream().mapToLong(way -> way.access().tenantsLeft()).sum();
        for (Division division : divisions) {
            left += leftBehindThePooler(division);
        }
        return new Outcome(ways, left);
    }

    private static <T> T of(Map<Division, T> all, Division division) {
        return Objects.requireNonNull(all.get(division), division::name);
    }

    /** The pooler's own connections to the servers: a client's check meets any of them, so that one may have been missed. */
    private long leftBehindThePooler(Division division) throws SQLException {
        ReleaseCheck check = new ReleaseCheck(division.isolation());
        long left = 0;
        for (PostgresNode node : cluster.nodes()) {
            List<Connection> held = of(poolers, division).serverConnections(node, login);
            for (Connection connection : held) {
                left += check.left(connection).isEmpty() ? 0 : 1;
            }
            for (Connection connection : held) {
                connection.close();
            }
        }
        return left;
    }

    private void operate(Way way, Written written) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        TenantId tenant = tenants.get(random.nextInt(tenants.size()));
        TenantDatabase database = way.access().database(tenant);
        Seen seen = way.seen();
        int path = random.nextInt(READS.size() + WRITES.size());
        try {
            if (path < READS.size()) {
                seen.items(tenant, READS.get(path).owners(database));
            } else {
                WritePath write = WRITES.get(path - READS.size());
                int hit = write.hit(database);
                written.add(tenant, hit);
                seen.changed(hit, write.items());
            }
        } catch (NodeUnavailableException | PoolExhaustedException e) {
            seen.refused();
        } catch (CompletionException e) {
            // As a call on another thread tells of it.
            if (!(e.getCause() instanceof NodeUnavailableException)
                    && !(e.getCause() instanceof PoolExhaustedException)) {
                throw e;
            }
            seen.refused();
        }
    }

    /**
     * What a run came to.
     *
     * @param left connections that still carried something when they were released
     */
    private record Outcome(List<Way> ways, long left) {

        private long sum(ToLongFunction<Seen> what) {
            return ways.stream().map(Way::seen).mapToLong(what).sum();
        }

        long operations() {
            return sum(Seen::operations);
        }

        long foreign() {
            return sum(Seen::foreign);
        }

        long missing() {
            return sum(Seen::missing);
        }

        long refusals() {
            return sum(Seen::refusals);
        }

        @Override
        public String toString() {
            return "%,d operations, %d foreign rows, %d missing, %d tenants left, %d refused"
                    .formatted(operations(), foreign(), missing(), left, refusals());
        }
    }
}
