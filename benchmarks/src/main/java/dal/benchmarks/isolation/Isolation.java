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
import java.util.function.BooleanSupplier;

/**
 * Fifty tenants on every path at random, half of them through pools of the library's and half through PgBouncer in transaction mode, kept apart by policies and by
 * schemas. Each operation is compared with what the tenant owns, each connection is looked at when it is released, and at the end every item with what was written.
 * The same is then done with binders that are broken: it has to find them, or its zeros say nothing.
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
        Outcome sound = load(List.of(Division.values()), () -> false, RUN);
        Progress.say("sound: %s", sound);
        boolean caught = true;
        for (Division division : Division.values()) {
            caught &= finds("forgetful", division, BrokenBinders.forgetful(), false);
            caught &= finds("lasting", division, BrokenBinders.lasting(), true);
        }
        return new Figures()
                .count("operations", sound.seen.operations())
                .count("foreign_rows", sound.seen.foreign() + sound.wrong)
                .count("tenants_left", sound.left)
                .flag("broken_binder_caught", caught)
                .count("missing_rows", sound.seen.missing())
                .count("refused", sound.seen.refusals());
    }

    private boolean finds(String binder, Division division, Module broken, boolean byWhatIsLeft)
            throws SQLException, InterruptedException {
        List<Access> accesses = new ArrayList<>();
        Seen seen = new Seen();
        BooleanSupplier found = () -> byWhatIsLeft
                ? accesses.stream().mapToLong(Access::tenantsLeft).sum() > 0
                : seen.foreign() + seen.missing() > 0;
        Outcome outcome = load(List.of(division), found, PATIENCE, seen, accesses, broken);
        Progress.say("%s binder over %s: %s", binder, division, outcome);
        return found.getAsBoolean();
    }

    private Outcome load(List<Division> divisions, BooleanSupplier enough, Duration longest)
            throws SQLException, InterruptedException {
        return load(divisions, enough, longest, new Seen(), new ArrayList<>());
    }

    private Outcome load(
            List<Division> divisions,
            BooleanSupplier enough,
            Duration longest,
            Seen seen,
            List<Access> accesses,
            Module... overrides)
            throws SQLException, InterruptedException {
        Map<Division, Written> written = new EnumMap<>(Division.class);
        long before = 0;
        for (Division division : divisions) {
            written.put(division, new Written());
            before += division.wrong(cluster, tenants, new Written());
            PgBouncer pooler = Objects.requireNonNull(poolers.get(division));
            accesses.add(Access.to(
                    cluster,
                    division,
                    node -> "postgresql://" + login.user() + ":" + login.password() + "@" + node.host() + ":"
                            + node.port() + "/" + division.database(),
                    overrides));
            accesses.add(Access.to(cluster, division, node -> pooler.uri(node, login) + UNPREPARED, overrides));
        }
        try {
            Load load = Load.of(THREADS, thread -> {
                int chosen = ThreadLocalRandom.current().nextInt(accesses.size());
                Division division = divisions.get(chosen / 2);
                operate(accesses.get(chosen), seen, Objects.requireNonNull(written.get(division)));
            });
            long deadline = System.nanoTime() + longest.toNanos();
            while (System.nanoTime() < deadline && !enough.getAsBoolean()) {
                Thread.sleep(LOOK);
            }
            load.stop();
        } finally {
            accesses.forEach(Access::close);
        }
        long wrong = 0;
        long left = accesses.stream().mapToLong(Access::tenantsLeft).sum();
        for (Division division : divisions) {
            left += leftBehindThePooler(division);
            wrong += division.wrong(cluster, tenants, Objects.requireNonNull(written.get(division)));
        }
        return new Outcome(
                seen,
                // What was hit before this run is no difference that it made.
                before == 0 ? wrong : 0,
                left);
    }

    /** The pooler's own connections to the servers: a client's check meets any of them, so that one may have been missed. */
    private long leftBehindThePooler(Division division) throws SQLException {
        ReleaseCheck check = new ReleaseCheck(division.isolation());
        long left = 0;
        for (PostgresNode node : cluster.nodes()) {
            List<Connection> held =
                    Objects.requireNonNull(poolers.get(division)).serverConnections(node, login);
            for (Connection connection : held) {
                left += check.left(connection).isEmpty() ? 0 : 1;
            }
            for (Connection connection : held) {
                connection.close();
            }
        }
        return left;
    }

    private void operate(Access access, Seen seen, Written written) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        TenantId tenant = tenants.get(random.nextInt(tenants.size()));
        TenantDatabase database = access.database(tenant);
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
     * @param wrong items that are not as they were written
     * @param left connections that still carried something when they were released
     */
    private record Outcome(Seen seen, long wrong, long left) {

        @Override
        public String toString() {
            return "%,d operations, %d foreign rows, %d missing, %d wrong items, %d tenants left, %d refused"
                    .formatted(seen.operations(), seen.foreign(), seen.missing(), wrong, left, seen.refusals());
        }
    }
}
