package dal.benchmarks.layer;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dal.testing.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** A table of short texts, to be read one at a time. */
public final class Notes {

    private static final int ROWS = 1_000;
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    private final Table<Record> table;

    private Notes(String name) {
        this.table = table(name(name));
    }

    /** Makes one on every node of the cluster. */
    public static Notes in(PostgresCluster cluster, String name) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table " + name + " (id int primary key, text text)");
            statement.execute(
                    "insert into " + name + " select i, repeat('x', 100) from generate_series(1, " + ROWS + ") i");
            statement.execute("analyze " + name);
        }
        cluster.awaitReplication(Duration.ofSeconds(30));
        return new Notes(name);
    }

    /** Reads any one. */
    public void readOne(DSLContext dsl) {
        int id = ThreadLocalRandom.current().nextInt(1, ROWS + 1);
        String text = dsl.select(TEXT).from(table).where(ID.eq(id)).fetchSingle(TEXT);
        if (text == null || text.length() != 100) {
            throw new IllegalStateException("Note " + id + " is not what was written");
        }
    }
}
