package dal.benchmarks.failover;

import dal.benchmarks.failover.Account.Audit;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.benchmarks.succession.Succession;
import dal.tenant.TenantId;
import dal.testing.cluster.ClusterBuilder;
import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The primary is killed under a load of writes and the more advanced of two replicas promoted, each time on a new cluster: ten times with commits that wait for one of
 * the two, and some with commits that wait for none. Where they wait, the old primary is started again as it was: what is written to it is lost.
 */
public final class Failover {

    private static final int ROUNDS = 10;
    private static final int ASYNCHRONOUS_ROUNDS = 4;
    private static final int WRITERS = 6;
    private static final String ANY_ONE = "ANY 1 (*)";
    private static final int BUSY = 500;
    private static final Duration BEFORE = Duration.ofMillis(800);
    private static final Duration AFTER = Duration.ofMillis(400);
    private static final Duration TWO_PRIMARIES = Duration.ofSeconds(1);
    private static final Duration RESUME_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(2);

    private Failover() {}

    /** What came of some rounds: the longest time until writes resumed, and what was told wrongly. */
    private record Result(Duration resume, Audit audit) {

        static final Result NONE = new Result(Duration.ZERO, Audit.CLEAN);

        Result plus(Result other) {
            return new Result(resume.compareTo(other.resume) >= 0 ? resume : other.resume, audit.plus(other.audit));
        }
    }

    /** Starts clusters and kills their primaries. */
    public static Figures measure() throws SQLException, InterruptedException {
        Result synchronous = rounds(ROUNDS, true);
        Result asynchronous = rounds(ASYNCHRONOUS_ROUNDS, false);
        Audit audit = synchronous.audit();
        Progress.say(
                "synchronously: %d torn; asynchronously: %s, resumed after %d ms",
                audit.torn(), asynchronous.audit(), asynchronous.resume().toMillis());
        return new Figures()
                .milliseconds("resume_ms", synchronous.resume())
                .count("lost", audit.lost())
                .count("doubled", audit.doubled())
                .count("unknown_unreported", audit.unreported())
                .count("async_lost", asynchronous.audit().lost());
    }

    private static Result rounds(int count, boolean synchronous) throws SQLException, InterruptedException {
        Result result = Result.NONE;
        for (int round = 1; round <= count; round++) {
            Progress.say("--- %s, %d of %d", synchronous ? "synchronous" : "asynchronous", round, count);
            ClusterBuilder builder = PostgresCluster.builder().replicas(2);
            if (synchronous) {
                builder.synchronousStandbyNames(ANY_ONE);
            }
            try (PostgresCluster cluster = builder.start()) {
                if (synchronous) {
                    // Of effect once it is the primary: whoever is promoted acknowledges nothing that it has alone.
                    cluster.replicas().forEach(replica -> replica.configure("synchronous_standby_names", ANY_ONE));
                }
                result = result.plus(round(cluster, synchronous));
            }
        }
        return result;
    }

    private static Result round(PostgresCluster cluster, boolean oldOneComesBack)
            throws SQLException, InterruptedException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(Writers.SCHEMA);
        }
        PostgresNode primary = cluster.primary();
        Account account = new Account();
        Duration resume;
        try (Layer layer = Layer.configuredBy(Layer.environment(
                primary,
                primary.port(),
                cluster.replicas().stream().map(PostgresNode::port).toList()))) {
            Writers writers = Writers.start(layer.databases().database(TenantId.of("acme")), account, WRITERS);
            awaitBusy(account);
            long before = account.count(Fate.ACKNOWLEDGED);
            // The primary is dead before a replica is promoted: what is acknowledged after that, the new one
            // acknowledged.
            long promotion = Succession.afterKill(cluster, writers::expectFirst);
            OptionalLong first = awaitFirst(writers);
            if (first.isEmpty()) {
                Progress.say("no write was acknowledged within %s", RESUME_LIMIT);
            }
            resume = Duration.ofNanos(first.orElse(System.nanoTime()) - promotion);
            Thread.sleep(AFTER);
            if (oldOneComesBack) {
                primary.start();
                Progress.say("the old primary is back, and believes to be it still");
                Thread.sleep(TWO_PRIMARIES);
            }
            writers.stop();
            Progress.say(
                    "resumed after %.1f ms; %,d acknowledged before, %,d after, %,d unknown, %,d refused; errors %s",
                    resume.toNanos() / 1e6,
                    before,
                    account.count(Fate.ACKNOWLEDGED) - before,
                    account.count(Fate.UNKNOWN),
                    account.count(Fate.REFUSED),
                    writers.errors());
        }
        Audit audit = account.audit(entries(cluster.primary()));
        Progress.say("%s", audit);
        return new Result(resume, audit);
    }

    /** Returns when writes have come into their stride, which on a slow machine takes longer. */
    private static void awaitBusy(Account account) throws InterruptedException {
        long start = System.nanoTime();
        Thread.sleep(BEFORE);
        while (account.count(Fate.ACKNOWLEDGED) < BUSY && System.nanoTime() - start < RESUME_LIMIT.toNanos()) {
            Thread.sleep(LOOK);
        }
    }

    private static OptionalLong awaitFirst(Writers writers) throws InterruptedException {
        long start = System.nanoTime();
        OptionalLong first = writers.first();
        while (first.isEmpty() && System.nanoTime() - start < RESUME_LIMIT.toNanos()) {
            Thread.sleep(LOOK);
            first = writers.first();
        }
        return first;
    }

    /** How often each row is there. */
    private static Map<Long, int[]> entries(PostgresNode node) throws SQLException {
        Map<Long, int[]> entries = new HashMap<>();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, part, count(*) from entry group by id, part")) {
            while (rows.next()) {
                entries.computeIfAbsent(rows.getLong(1), id -> new int[2])[rows.getInt(2)] = rows.getInt(3);
            }
        }
        return entries;
    }
}
