package dal.benchmarks.exactlyonce;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.inject.multibindings.Multibinder;
import dal.TenantDatabase;
import dal.benchmarks.exactlyonce.Reports.Report;
import dal.benchmarks.exactlyonce.Reports.Row;
import dal.benchmarks.exactlyonce.Reports.Told;
import dal.benchmarks.layer.Layer;
import dal.benchmarks.result.Figures;
import dal.benchmarks.result.Progress;
import dal.error.CommitOutcomeUnknownException;
import dal.error.DatabaseException;
import dal.spi.ExecutionObserver;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.fault.WireProxy;
import dal.transaction.RetryPolicy;
import dal.transaction.TransactionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Transactions through a wire that is cut after a random number of bytes, wherever that falls: a statement, the COMMIT, its answer, or a login. What each caller was told
 * is held against what the database has in the end. Every other transaction asks for its outcome, and every other is repeated where it may be.
 */
public final class ExactlyOnce {

    private static final int TRANSACTIONS = 2_000;
    private static final int WARM = 20;

    /** About twice what a transaction sends and receives: some are spared, many are cut, and none of their bytes is left out. */
    private static final int MOST_BYTES = 1_600;

    private static final int LONGEST_TEXT = 200;
    private static final long SEED = 20_261_121;
    private static final Table<Record> MARKER = table(name("marker"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<Integer> ATTEMPT = field(name("attempt"), Integer.class);
    private static final Field<Integer> PART = field(name("part"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    private final TenantDatabase database;
    private final WireProxy wire;
    private final Questions questions;
    private final Random random = new Random(SEED);
    private final Reports reports = new Reports();
    private final Map<String, Integer> errors = new TreeMap<>();

    private ExactlyOnce(TenantDatabase database, WireProxy wire, Questions questions) {
        this.database = database;
        this.wire = wire;
        this.questions = questions;
    }

    /** Starts a server and cuts connections to it. */
    public static Figures measure() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.builder().replicas(0).start();
                WireProxy wire = WireProxy.to(cluster.primary())) {
            try (Connection connection = cluster.primary().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table marker (id bigint, attempt int, part int, text text,"
                        + " primary key (id, attempt, part))");
            }
            Map<String, String> environment =
                    new HashMap<>(Layer.environment(cluster.primary(), wire.port(), List.of()));
            environment.remove("DATABASE_REPLICA_URLS");
            environment.put("PG_POOL_MIN", "0");
            Questions questions = new Questions();
            try (Layer layer = Layer.configuredBy(
                    environment,
                    binder -> Multibinder.newSetBinder(binder, ExecutionObserver.class)
                            .addBinding()
                            .toInstance(questions))) {
                ExactlyOnce run = new ExactlyOnce(layer.databases().database(TenantId.of("acme")), wire, questions);
                run.run();
                return run.figures(truth(cluster));
            }
        }
    }

    private void run() {
        for (int i = 1; i <= WARM; i++) {
            long id = -i;
            database.useTransaction(transaction -> write(transaction.dsl(), id, 1, ""));
        }
        for (int id = 1; id <= TRANSACTIONS; id++) {
            transaction(id);
            if (id % 200 == 0) {
                Progress.say("%d of %d: %s", id, TRANSACTIONS, errors);
            }
        }
    }

    private void transaction(long id) {
        TransactionOptions options = TransactionOptions.defaults();
        options = id % 2 == 0 ? options.resolvingOutcome() : options;
        options = id % 4 < 2 ? options.withRetry(RetryPolicy.usual()) : options;
        String text = "x".repeat(random.nextInt(LONGEST_TEXT));
        int[] attempt = {1};
        long asked = questions.count();
        Told told;
        wire.cutAfter(random.nextInt(MOST_BYTES));
        try {
            database.useTransaction(options, transaction -> {
                attempt[0] = transaction.attempt();
                write(transaction.dsl(), id, transaction.attempt(), text);
            });
            told = Told.COMMITTED;
        } catch (CommitOutcomeUnknownException e) {
            told = Told.UNKNOWN;
            count(e);
        } catch (DatabaseException e) {
            told = Told.NOT_COMMITTED;
            count(e);
        } finally {
            var unused = wire.spare();
        }
        reports.add(new Report(id, told, attempt[0], questions.count() > asked));
    }

    private void count(DatabaseException error) {
        errors.merge(error.getClass().getSimpleName(), 1, Integer::sum);
    }

    private static void write(DSLContext dsl, long id, int attempt, String text) {
        for (int part = 1; part <= 2; part++) {
            dsl.insertInto(MARKER, ID, ATTEMPT, PART, TEXT)
                    .values(id, attempt, part, text)
                    .execute();
        }
    }

    private static Map<Long, Set<Row>> truth(PostgresCluster cluster) throws SQLException {
        Map<Long, Set<Row>> truth = new HashMap<>();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, attempt, part from marker where id > 0")) {
            while (rows.next()) {
                truth.computeIfAbsent(rows.getLong(1), id -> new HashSet<>())
                        .add(new Row(rows.getInt(2), rows.getInt(3)));
            }
        }
        return truth;
    }

    private Figures figures(Map<Long, Set<Row>> truth) {
        List<Report> wrong = reports.misreported(truth);
        Progress.say(
                "%d committed, %d not, %d resolved by asking; wrong: %s",
                reports.count(Told.COMMITTED), reports.count(Told.NOT_COMMITTED), reports.resolved(), wrong);
        return new Figures()
                .count("transactions", reports.count())
                .count("misreported", wrong.size())
                .count("unknown", reports.count(Told.UNKNOWN))
                .count("resolved_wrong", wrong.stream().filter(Report::resolved).count());
    }
}
